import { Connection } from '../../src/store/connection.ts'

describe('a database that cannot be opened', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  it('is told of once for each cause, and again when the cause is another', async () => {
    const told: unknown[] = []
    const causes = ['ECONNREFUSED', 'ECONNREFUSED', '28P01', '28P01', 'ECONNREFUSED']
    const tries = causes.values()
    const connection = new Connection({
      open: async () => {
        throw Object.assign(new Error('no'), { code: tries.next().value })
      },
      greet: async () => {},
      onOpen: () => {},
      isBehind: () => false,
      log: { info: () => {}, warn: () => {}, error: (fields) => told.push(fields) },
    })
    void connection.open(10)
    await jest.advanceTimersByTimeAsync(59_000)
    connection.stop()
    expect(told).toEqual([{ code: 'ECONNREFUSED' }, { code: '28P01' }, { code: 'ECONNREFUSED' }])
  })
})
