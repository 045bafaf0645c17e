import { errorLine, makeLogger, RequestLine } from '../src/log.ts'
import { logbook } from './security/door.ts'

const mark = 'Jane-Marked-4711'
const logged = logbook()
const logger = makeLogger('trace', logged)
const lastLine = (): Record<string, unknown> => logged.lines.at(-1) ?? {}
const thrown = (message: string, more: object = {}): Error => Object.assign(new Error(message), more)

afterEach(() => {
  const text = logged.text()
  logged.lines.length = 0
  if (text.includes(mark)) throw new Error('the mark was logged')
})

describe('the log', () => {
  it('writes the fields of a request, and leaves out what is not among them', () => {
    const line = {
      requestId: 'r',
      method: 'POST',
      route: '/cds-services/:id',
      status: 200,
      ms: 1.5,
      outcome: 'spoke',
      missing: ['patient'],
    }
    const more = {
      url: `/x/${mark}`,
      body: { name: mark },
      patient: mark,
      userId: mark,
      headers: { authorization: mark },
      req: { url: mark },
      res: { body: mark },
    }
    logger.info({ ...line, ...more })
    const { time: _, level, ...written } = lastLine()
    expect(level).toBe(30)
    expect(written).toEqual(line)
  })

  it('has a line for each request, and writes down nothing else that is put on it', () => {
    const line = new RequestLine('r', 'POST', '/cds-services/:id')
    line.missing = ['patient']
    Reflect.deleteProperty(line, 'row')
    Object.assign(line, { patient: mark })
    logger.info(line)
    const { time: _, level: __, ...written } = lastLine()
    expect(written).toEqual({
      requestId: 'r',
      method: 'POST',
      route: '/cds-services/:id',
      status: 0,
      ms: 0,
      missing: ['patient'],
    })
  })

  it('takes no objects in place of words or numbers', () => {
    logger.info({ route: { url: mark }, outcome: [{ name: mark }], client: Symbol(mark) })
    const { time: _, ...written } = lastLine()
    expect(written).toEqual({ level: 30, outcome: [] })
  })

  it('writes the kind, code and place of an error, wherever it stands, never its message', () => {
    const error = thrown(`near "${mark}"`, { code: 'SQLITE_BUSY', detail: mark, response: { body: mark } })
    for (const write of [
      () => logger.error(error),
      () => logger.error({ err: error }),
      () => logger.error({ error }, 'it failed'),
      () => logger.error({ err: error }, error.message),
      () => logger.error({ err: error }, `it failed: ${error.message}`),
      () => logger.error(error, `it failed: ${error.message}`),
      () => logger.child({ reqId: 'r' }).warn({ err: error, req: { url: mark } }),
    ]) {
      write()
      const { err } = lastLine() as { err: { kind: string; code: string; at: string[] } }
      expect(err).toMatchObject({ kind: 'Error', code: 'SQLITE_BUSY' })
      expect(err.at[0]).toMatch(/log\.test\.ts:\d+:\d+$/)
    }
    logger.error({ error }, 'it failed')
    expect(lastLine()['msg']).toBe('it failed')
  })

  it('writes no format arguments', () => {
    logger.info('hello %s', mark)
    expect(lastLine()['msg']).toBe('hello %s')
    logger.info({}, 'hello %s and %o', mark, { mark })
    expect(lastLine()['msg']).toBe('hello %s and %o')
  })

  it('cuts tokens, references and queries out of words', () => {
    logger.info(`read Patient/${mark} at https://fhir.example.org/x?name=${mark} with eyJhbGciOiJub25lIn0.${mark}.c`)
    expect(lastLine()['msg']).toBe('read Patient/[id] at https://fhir.example.org/x with [token]')
  })

  it('keeps the words of a configuration problem whole', () => {
    const words =
      'the trusted clients stay as they were. TRUSTED_CLIENTS: /2/jku must be an https URL (http on loopback).'
    logger.error(words)
    expect(lastLine()['msg']).toBe(words)
  })
})

describe('an error line', () => {
  it.each([
    ['lines that look like frames', `x\n    at ${mark} (/srv/app.js:1:2)\n    at /${mark}:1:2`],
    ['the name of a person', mark],
  ])('has nothing of a message with %s', (_, message) => {
    const line = errorLine(thrown(message))
    expect(JSON.stringify(line)).not.toContain(mark)
    expect(line.at.length).toBeGreaterThan(0)
  })

  it('has nothing of a name, code or stack that somebody set', () => {
    expect(JSON.stringify(errorLine(thrown('x', { name: `${mark} x`, code: `${mark} x` })))).not.toContain(mark)
    expect(JSON.stringify(errorLine(thrown('x', { stack: `Error: ${mark}\n  at ${mark}` })))).not.toContain(mark)
    expect(errorLine(thrown('x', { stack: undefined }))).toEqual({ kind: 'Error', at: [] })
  })

  it.each([mark, undefined, null, 7, { message: mark }, Symbol(mark)])(
    'is made of anything that can be thrown',
    (value) => {
      expect(errorLine(value)).toEqual({ kind: value === null ? 'object' : typeof value, at: [] })
    },
  )
})
