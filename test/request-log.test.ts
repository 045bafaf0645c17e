import { Writable } from 'node:stream'
import { cards } from '../cards/index.ts'
import { build, fixture, post, type App } from './app.ts'

const lines: Record<string, unknown>[] = []
const logTo = new Writable({
  write(chunk: Buffer, _, done) {
    lines.push(
      ...chunk
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    )
    done()
  },
})
const url = '/cds-services/iv-ketamine-for-migraine-order-sign'

async function lineOf(app: App, body: unknown): Promise<Record<string, unknown> | undefined> {
  lines.length = 0
  await post(app, url, body)
  return lines.find((line) => line['route'] === '/cds-services/:id')
}

describe('the log line of a request', () => {
  let app: App
  beforeAll(async () => {
    app = await build({ LOG_LEVEL: 'info' }, { logTo })
  })

  it('tells that the card was shown, its row, and the version of its content', async () => {
    expect(await lineOf(app, fixture('order-sign-iv-ketamine-migraine'))).toMatchObject({
      status: 200,
      outcome: 'spoke',
      row: '1',
      contentVersion: cards[0]?.version,
      service: 'iv-ketamine-for-migraine-order-sign',
      client: 'open',
    })
  })
  it.each([
    ['order-sign-no-ketamine', 'no-ketamine-ordered'],
    ['order-sign-procedural-sedation', 'other-reason-on-order'],
  ])('tells why it was silent: %s', async (name, because) => {
    expect(await lineOf(app, fixture(name))).toMatchObject({ status: 200, outcome: 'silent', because })
  })
  it('tells what was missing', async () => {
    const body = fixture('order-sign-no-reason')
    delete body['prefetch'].conditions
    expect(await lineOf(app, body)).toMatchObject({
      status: 412,
      outcome: 'undecided',
      missing: ['conditions'],
      failure: 'DATA_MISSING',
    })
  })
  it('tells what the integration doctor found, of a call that was answered and of one that was not', async () => {
    const withoutOrders = fixture('order-sign-no-ketamine')
    withoutOrders['context'].draftOrders = { resourceType: 'Bundle', entry: [] }
    expect(await lineOf(app, withoutOrders)).toMatchObject({ status: 200, findings: expect.any(Array) })
    const elsewhere = { ...fixture('order-sign-no-reason'), fhirServer: 'https://nobody.example.org/fhir' }
    expect(await lineOf(app, elsewhere)).toMatchObject({ status: 403, findings: expect.any(Array) })
    expect(await lineOf(app, fixture('order-sign-iv-ketamine-migraine'))).not.toHaveProperty('findings')
  })
  it('holds nothing of the patient, the user or the orders', async () => {
    const line = JSON.stringify(await lineOf(app, fixture('order-sign-iv-ketamine-migraine')))
    for (const told of ['pat-1001', 'enc-2001', 'prac-3001', 'draft-ketamine', 'Example', '1984'])
      expect(line).not.toContain(told)
  })
})

describe('content past its review date', () => {
  it('is warned of at start, and on the card', async () => {
    lines.length = 0
    const app = await build({ LOG_LEVEL: 'info' }, { logTo, now: () => new Date('2031-01-01T00:00:00Z') })
    expect(lines.map((line) => line['msg'])).toContainEqual(expect.stringContaining('was due for review on'))
    const { body } = await post(app, url, fixture('order-sign-iv-ketamine-migraine'))
    expect(body.cards[0].detail).toContain('due for review')
  })
})

describe('a call that fails', () => {
  it('is told the id under which the log has it', async () => {
    const fails = (): never => {
      throw new Error('by mistake')
    }
    const failing = cards.map((guidance) => ({ ...guidance, triage: fails }))
    const app = await build({ LOG_LEVEL: 'info' }, { logTo, cards: failing })
    lines.length = 0
    const { status, body } = await post(app, url, fixture('order-sign-no-ketamine'))
    const [id, ...others] = new Set(
      lines.map((line) => line['requestId'] as string | undefined).filter((one) => one !== undefined),
    )
    expect([status, others]).toEqual([500, []])
    expect(body.issue[0].diagnostics).toBe(`Request id: ${id}.`)
  })
})
