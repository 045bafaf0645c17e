import { openSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { errorLine, makeLogger, RequestLine, tenths } from '../src/log.ts'
import { logbook } from './security/door.ts'
import { launch } from './server/process.ts'

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
      () => logger.error({ error }, error.message),
      () => logger.error({ err: error }, mark),
      () => logger.child({ reqId: 'r' }).warn({ err: error, req: { url: mark } }),
    ]) {
      write()
      const { err } = lastLine() as { err: { kind: string; code: string; at: string[] } }
      expect(err).toMatchObject({ kind: 'Error', code: 'SQLITE_BUSY' })
      expect(err.at[0]).toMatch(/log\.test\.ts:\d+:\d+$/)
    }
    logger.error({ error }, 'it failed')
    expect(lastLine()['msg']).toBe('it failed')
    logger.error({ err: error }, mark)
    expect(lastLine()['msg']).toBe('error')
    logger.error({ err: thrown('') }, 'it failed')
    expect(lastLine()['msg']).toBe('it failed')
  })

  it('writes an error that was made harmless before as it is: a crash tells its kind and place', () => {
    const line = errorLine(thrown(mark, { code: 'ENOENT' }))
    logger.fatal({ err: line }, 'crashed')
    expect(lastLine()).toMatchObject({ level: 60, msg: 'crashed', err: line })
    expect(line.at.length).toBeGreaterThan(0)
    logger.error({ err: { kind: mark, at: [mark] } }, 'it failed')
    expect(lastLine()['err']).toEqual({ kind: 'object', at: [] })
    logger.error({ error: null }, 'it failed')
    expect(lastLine()).not.toHaveProperty('err')
  })

  it('writes what a service that is ill tells of itself: what was lost, which rate left its history, and why', () => {
    const told = {
      client: 'north',
      service: 'a-rule-order-sign',
      kind: 'firing-rate',
      day: '2026-03-01',
      days: 60,
      low: 0.2,
      high: 0.6,
      value: 0,
      lost: 3,
      total: 4,
      count: 2,
      code: 'SQLITE_FULL',
      reason: 'keys-unavailable',
      signal: 'SIGTERM',
    }
    logger.warn(told)
    const { time: _, level: __, ...written } = lastLine()
    expect(written).toEqual(told)
  })

  it('tells when a line was written, and writes none below its level', () => {
    const before = Date.now()
    logger.info('now')
    expect(lastLine()['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Date.parse(String(lastLine()['time']))).toBeGreaterThanOrEqual(before)
    logged.lines.length = 0
    makeLogger('warn', logged).info('not worth it')
    expect(logged.lines).toEqual([])
  })

  it('tells durations in tenths of a millisecond', () => {
    expect([0, 0.04, 0.05, 1.26, 12.34, 1_234.56].map(tenths)).toEqual([0, 0, 0.1, 1.3, 12.3, 1_234.6])
  })

  it('takes anything in place of an object or of words', () => {
    logger.info(null)
    logger.info({ status: 200 }, { name: mark } as unknown as string)
    expect(lastLine()).toMatchObject({ status: 200 })
    expect(lastLine()).not.toHaveProperty('msg')
  })

  it('cuts words at 200 letters', () => {
    logger.info('x'.repeat(200))
    expect(lastLine()['msg']).toBe('x'.repeat(200))
    logger.info({ route: `${'y'.repeat(200)}${mark}` }, `${'x'.repeat(200)}${mark}`)
    expect(lastLine()).toMatchObject({ msg: 'x'.repeat(200), route: 'y'.repeat(200) })
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

  it.each([
    'Patient',
    'Person',
    'RelatedPerson',
    'Practitioner',
    'PractitionerRole',
    'Encounter',
    'Condition',
    'MedicationRequest',
    'MedicationAdministration',
    'AllergyIntolerance',
    'Observation',
    'ServiceRequest',
  ])('cuts the id of one %s out of words that hold nothing else', (type) => {
    logger.info(`GET ${type}/${mark} failed`)
    expect(lastLine()['msg']).toBe(`GET ${type}/[id] failed`)
  })

  it.each([
    [`https://fhir.example.org/x?name=${mark}`, 'https://fhir.example.org/x'],
    [`"https://fhir.example.org/x?name=${mark}" and 'y?z=${mark}'`, `"https://fhir.example.org/x" and 'y'`],
    [`eyJhbGci-${mark}_x.eyJz.c`, '[token]'],
    [`an encrypted one: eyJhbGci.b.c.d.${mark} was refused`, 'an encrypted one: [token] was refused'],
  ])('cuts a query or a token alone out of words (case %#)', (words, expected) => {
    logger.info(words)
    expect(lastLine()['msg']).toBe(expected)
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
    ['no words', ''],
  ])('has nothing of a message with %s', (_, message) => {
    const line = errorLine(thrown(message))
    expect(JSON.stringify(line)).not.toContain(mark)
    expect(line.at.length).toBeGreaterThan(0)
  })

  it('has no place that a message made which was changed afterwards', () => {
    const stack = `Error: x\n    at ${mark} (/srv/app.js:1:2)\n    at load (/srv/app.js:1:2)`
    expect(errorLine(thrown('another one', { stack }))).toEqual({ kind: 'Error', at: [] })
  })

  it('has the place of each caller, but for those whose address holds a query, and at most twelve', () => {
    const stack = [
      'Error: x',
      '    at Object.<anonymous> (/srv/app.js:1:2)',
      '    at async #read [as load$] (file:///srv/app/server.js:3:40)',
      '    at new Pool_2 (/srv/app.js:5:6)',
      '    at node:internal/main:7:8',
      '    at async file:///srv/app.js:9:10',
      `    at load (file:///srv/app.js?token=${mark}:1:2)`,
      `    at eval (eval at load (/srv/${mark}.js:1:1), <anonymous>:1:2)`,
      `    at load (/srv/app.js:1:2) ${mark} (/srv/${mark})`,
      `${mark} at load (/srv/app.js:1:2)`,
      '    at <anonymous>',
    ]
    const at = [
      'Object.<anonymous> /srv/app.js:1:2',
      'async #read [as load$] file:///srv/app/server.js:3:40',
      'new Pool_2 /srv/app.js:5:6',
      'node:internal/main:7:8',
    ]
    expect(errorLine(thrown('x', { stack: stack.join('\n') })).at).toEqual(at)
    const deep = Array.from({ length: 20 }, (_, index) => `\n    at f${index} (/srv/app.js:1:2)`).join('')
    const places = Array.from({ length: 12 }, (_, index) => `f${index} /srv/app.js:1:2`)
    expect(errorLine(thrown('x', { stack: `Error: x${deep}` })).at).toEqual(places)
  })

  it('has nothing of a name, code or stack that somebody set', () => {
    expect(JSON.stringify(errorLine(thrown('x', { name: `${mark} x`, code: `${mark} x` })))).not.toContain(mark)
    expect(JSON.stringify(errorLine(thrown('x', { stack: `Error: ${mark}\n  at ${mark}` })))).not.toContain(mark)
    for (const code of [`${mark} ABC`, `ABC ${mark}`, ['ABC']])
      expect(errorLine(thrown('x', { name: `${mark} x`, code, stack: 7 }))).toEqual({ kind: 'Error', at: [] })
    expect(errorLine(thrown('x', { stack: undefined }))).toEqual({ kind: 'Error', at: [] })
    expect(errorLine(thrown('x', { name: 'pg.DatabaseError', code: 'E2BIG' }))).toMatchObject({
      kind: 'pg.DatabaseError',
      code: 'E2BIG',
    })
  })

  it.each([mark, undefined, null, 7, { message: mark }, Symbol(mark)])(
    'is made of anything that can be thrown',
    (value) => {
      expect(errorLine(value)).toEqual({ kind: value === null ? 'object' : typeof value, at: [] })
    },
  )
})

describe('standard output', () => {
  /** Arguments of a process that does this with a logger. */
  const doing = (code: string): string[] => [
    '--input-type=module',
    '-e',
    `import { makeLogger } from './src/log.ts'; const logger = makeLogger('info'); ${code}`,
  ]
  const wordsOf = (output: string): unknown[] =>
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { msg: unknown }).msg)

  it.each([
    ['by itself', ''],
    ['at once', 'process.exit(0)'],
  ])('has every line once, in their order, when a process ends %s', async (_, end) => {
    const child = launch({}, doing(`for (const word of ['one', 'two', 'three']) logger.info(word); ${end}`))
    expect(await child.ended).toBe(0)
    expect(wordsOf(child.output())).toEqual(['one', 'two', 'three'])
  })

  it('is shared by all loggers of a process, and in one order', async () => {
    const child = launch({}, doing(`const other = makeLogger('info'); logger.info('one'); other.info('two')`))
    await child.ended
    expect(wordsOf(child.output())).toEqual(['one', 'two'])
  })

  it('has a line soon, and once, while the process goes on', async () => {
    const child = launch({}, doing(`logger.info('one'); setTimeout(() => {}, 60_000)`))
    for (const end = Date.now() + 20_000; Date.now() < end && child.output() === '';)
      await new Promise((resume) => setTimeout(resume, 20))
    await new Promise((resume) => setTimeout(resume, 300))
    child.child.kill('SIGKILL')
    await child.ended
    expect(wordsOf(child.output())).toEqual(['one'])
  })

  it('loses less than a block of lines, and none up to a fatal one, when the process is killed', async () => {
    const kill = `process.kill(process.pid, 'SIGKILL')`
    const many = launch({}, doing(`for (let line = 0; line < 200; line += 1) logger.info('x'.repeat(150)); ${kill}`))
    expect(await many.ended).toBe('SIGKILL')
    // A line takes some two hundred bytes, a block holds 8 KiB.
    expect(wordsOf(many.output()).length).toBeGreaterThanOrEqual(160)
    const fatal = launch({}, doing(`logger.info('one'); logger.fatal('crashed'); ${kill}`))
    await fatal.ended
    expect(wordsOf(fatal.output())).toEqual(['one', 'crashed'])
  })

  it('that takes nothing, on a full disk, ends no process', async () => {
    const code = `logger.info('one'); setTimeout(() => { logger.info('two'); setTimeout(() => process.exit(7), 300) }, 300)`
    const child = spawn(process.execPath, doing(code), { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    expect([await once(child, 'close'), said]).toEqual([[7, null], ''])
  })
})
