import { makeTurns } from '../src/turn.ts'

const turn = (): Promise<void> => new Promise((ended) => setImmediate(ended))

/** Each notes when it is done, and when what it promised goes on. */
const noting = (told: string[]) => (name: string) => (): void => {
  told.push(name)
  void Promise.resolve().then(() => told.push(`${name} answered`))
}

it('does what comes in during one turn at its end, in order, and lets answers go out together', async () => {
  const told: string[] = []
  const work = noting(told)
  const inTurn = makeTurns()
  inTurn(1, work('a'))
  inTurn(1, work('b'))
  expect(told).toEqual([])
  await turn()
  expect(told).toEqual(['a', 'b', 'a answered', 'b answered'])
})

it('lets answers go out after so many, and yet does all of it before a later turn', async () => {
  const told: string[] = []
  const work = noting(told)
  const inTurn = makeTurns(2)
  for (const name of ['a', 'b', 'c']) inTurn(1, work(name))
  setImmediate(() => told.push('the turn is over'))
  await turn()
  expect(told).toEqual(['a', 'b', 'a answered', 'b answered', 'c', 'c answered', 'the turn is over'])
})

it('does in the next turn what comes in while it works', async () => {
  const told: string[] = []
  const work = noting(told)
  const inTurn = makeTurns()
  inTurn(1, () => {
    told.push('a')
    inTurn(1, work('b'))
  })
  await turn()
  expect(told).toEqual(['a'])
  await turn()
  expect(told).toEqual(['a', 'b', 'b answered'])
})

it('does at once what would be too much to keep, and keeps again when there is room', async () => {
  const told: string[] = []
  const work = noting(told)
  const inTurn = makeTurns(16, 10)
  inTurn(6, work('a'))
  inTurn(5, work('b'))
  inTurn(4, work('c'))
  expect(told).toEqual(['b'])
  await turn()
  expect(told).toEqual(['b', 'b answered', 'a', 'c', 'a answered', 'c answered'])
  inTurn(10, work('d'))
  expect(told).toHaveLength(6)
  await turn()
  expect(told.slice(6)).toEqual(['d', 'd answered'])
})
