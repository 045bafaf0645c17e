import type { Filter } from '../../src/store/events.ts'
import { exported, type NonAdherence } from '../../src/store/export.ts'
import type { Page, StrayFeedback, ToldFeedback, Trace } from '../../src/store/reading.ts'
import { textOf } from './places.ts'

const filter: Filter = { client: 'north' }

const trace = (differs: Partial<Trace> = {}): Trace => ({
  at: '2026-03-02T10:00:00.000Z',
  client: 'north',
  service: 'a-rule-order-sign',
  hook: 'order-sign',
  rule: 'a-rule',
  contentVersion: '1.0.0',
  outcome: 'spoke',
  row: '1',
  indicator: 'warning',
  evidence: [
    { system: 'urn:codes', code: 'A1' },
    { system: 'urn:codes', code: 'B2' },
  ],
  missing: [],
  options: [
    { alternative: 'walk', offered: true, recommended: true, rules: ['with-care'] },
    { alternative: 'rest', offered: true, recommended: false, rules: [] },
    { alternative: 'swim', offered: false, recommended: false, rules: ['no-pool', 'too-cold'] },
    { alternative: 'dive', offered: false, recommended: false, rules: ['no-pool'] },
    { alternative: 'run', offered: false, recommended: false, rules: [] },
  ],
  card: 'a-card',
  patient: 'a-patient',
  encounter: 'an-encounter',
  ms: 12.5,
  reads: 2,
  feedback: [],
  ...differs,
})

const told = (differs: Partial<ToldFeedback> = {}): ToldFeedback => ({
  outcome: 'overridden',
  outcomeAt: '2026-03-02T10:00:20.000Z',
  receivedAt: '2026-03-02T10:00:21.000Z',
  accepted: [],
  reasons: [],
  ...differs,
})

const stray = (differs: Partial<StrayFeedback> = {}): StrayFeedback => ({
  client: 'south',
  service: 'another',
  card: 'no-card',
  outcome: 'overridden',
  outcomeAt: '2026-03-02T11:00:20.000Z',
  receivedAt: '2026-03-02T11:00:21.000Z',
  reasons: [{ code: 'protocol' }],
  ...differs,
})

/** Pages as a database gives them: `asked` tells after which row each was asked for, and how many at most. */
function source(calls: readonly Page<Trace>[], strays: readonly Page<StrayFeedback>[] = [{ rows: [] }]) {
  const asked: string[] = []
  const pages =
    <Row>(name: string, all: readonly Page<Row>[]) =>
    async (given: Filter, after: number, limit: number): Promise<Page<Row>> => {
      expect(given).toBe(filter)
      asked.push(`${name} ${after} ${limit}`)
      return all[after / 10] ?? { rows: [] }
    }
  return { asked, calls: pages('calls', calls), strays: pages('strays', strays) }
}

const mapped: NonAdherence = (rule, { code }) => (code === '7' ? undefined : `${rule}:${code}`)
const csv = async (calls: readonly Trace[], strays: readonly StrayFeedback[] = []): Promise<string[]> =>
  (await textOf(exported(source([{ rows: calls }], [{ rows: strays }]), filter, 'csv', mapped))).split('\r\n')

const header =
  'at,client,service,hook,rule,contentVersion,outcome,because,row,indicator,evidence,missing,offered,leftOut,card,' +
  'patient,encounter,ms,reads,feedback,feedbackAt,feedbackReceivedAt,accepted,reasons,nonAdherence,comment'
const call =
  '2026-03-02T10:00:00.000Z,north,a-rule-order-sign,order-sign,a-rule,1.0.0,spoke,,1,warning,urn:codes|A1 urn:codes|B2,,' +
  'walk rest,swim:no-pool+too-cold dive:no-pool,a-card,a-patient,an-encounter,12.5,2'

describe('an export as CSV', () => {
  it('has its columns in their order, and a line for a call that nobody answered', async () => {
    expect(await csv([trace()])).toEqual([header, `${call},,,,,,,`, ''])
  })

  it('tells why a call stayed silent, and what was missing', async () => {
    const { row: _row, indicator: _indicator, card: _card, encounter: _encounter, ...silent } = trace()
    const missing = ['conditions', 'allergies']
    const [, line] = await csv([
      { ...silent, outcome: 'undecided', because: 'no-data', missing, evidence: [], options: [] },
    ])
    expect(line).toBe(
      '2026-03-02T10:00:00.000Z,north,a-rule-order-sign,order-sign,a-rule,1.0.0,undecided,no-data,,,,conditions allergies,' +
        ',,,a-patient,,12.5,2,,,,,,,',
    )
  })

  it('has a line for each feedback on a card, with what its reasons mean to HL7', async () => {
    const reasons = [{ code: 'protocol' }, { system: 'urn:site', code: '7' }, { code: 'dose' }]
    const answers = [
      told({ reasons, comment: 'words' }),
      told({ outcome: 'accepted', outcomeAt: '2026-03-02T10:00:30.000Z', accepted: ['walk', 'rest'] }),
    ]
    expect(await csv([trace({ feedback: answers }), trace()])).toEqual([
      header,
      `${call},overridden,2026-03-02T10:00:20.000Z,2026-03-02T10:00:21.000Z,,protocol urn:site|7 dose,a-rule:protocol a-rule:dose,words`,
      `${call},accepted,2026-03-02T10:00:30.000Z,2026-03-02T10:00:21.000Z,walk rest,,,`,
      `${call},,,,,,,`,
      '',
    ])
  })

  it('has feedback on a card that was never issued behind the calls, with what was told of it', async () => {
    expect(await csv([trace()], [stray({ comment: 'words' }), stray()])).toEqual([
      header,
      `${call},,,,,,,`,
      ',south,another,,,,unknown-card,,,,,,,,no-card,,,,,overridden,2026-03-02T11:00:20.000Z,2026-03-02T11:00:21.000Z,,protocol,,words',
      ',south,another,,,,unknown-card,,,,,,,,no-card,,,,,overridden,2026-03-02T11:00:20.000Z,2026-03-02T11:00:21.000Z,,protocol,,',
      '',
    ])
  })

  it.each([
    ...['=', '+', '-', '@'].flatMap((sign) => [
      [`${sign}1`, `'${sign}1`],
      [`a;${sign}1`, `"a;'${sign}1"`],
      [`a\t${sign}1`, `"a\t'${sign}1"`],
      [`a\r${sign}1`, `"a\r'${sign}1"`],
      [`a\n${sign}1`, `"a\n'${sign}1"`],
      [`a ${sign}1`, `a ${sign}1`],
    ]),
    ['\ta', `"'\ta"`],
    ['\ra', `"'\ra"`],
    ['a, b', '"a, b"'],
    ['a "b" "c"', '"a ""b"" ""c"""'],
    ['a;b', '"a;b"'],
    ['a\tb', '"a\tb"'],
    ['a\rb', '"a\rb"'],
    ['a\nb', '"a\nb"'],
    ['a=b', 'a=b'],
  ])('writes %j so that it stands in one cell and is no formula', async (comment, cell) => {
    const text = await textOf(exported(source([{ rows: [] }], [{ rows: [stray({ comment })] }]), filter, 'csv', mapped))
    expect(text.slice(text.indexOf(',protocol,,') + ',protocol,,'.length)).toBe(`${cell}\r\n`)
  })

  it('leads a number below zero by nothing', async () => {
    const [, line] = await csv([trace({ ms: -1 })])
    expect(line).toContain(',an-encounter,-1,2,')
  })
})

describe('an export as NDJSON', () => {
  it('tells of calls and of feedback all that is kept, a line each', async () => {
    const text = await textOf(exported(source([{ rows: [trace()] }], [{ rows: [stray()] }]), filter, 'ndjson', mapped))
    const lines = text.split('\n')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual([
      { kind: 'call', ...trace() },
      { kind: 'feedback', ...stray() },
    ])
    expect(lines.at(-1)).toBe('')
  })
})

it('reads page after page, 500 rows at a time, gives one chunk a page, and none for a page that is empty', async () => {
  const from = source(
    [{ rows: [trace(), trace()], next: 10 }, { rows: [], next: 20 }, { rows: [trace()] }],
    [{ rows: [stray()], next: 10 }, { rows: [stray()] }],
  )
  const lines: number[] = []
  for await (const chunk of exported(from, filter, 'ndjson', mapped)) lines.push(chunk.trimEnd().split('\n').length)

  expect(lines).toEqual([2, 1, 1, 1])
  expect(from.asked).toEqual(['calls 0 500', 'calls 10 500', 'calls 20 500', 'strays 0 500', 'strays 10 500'])
})
