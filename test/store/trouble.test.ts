import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Failure } from '../../src/errors.ts'
import { openStore, type Store, type StoreOptions } from '../../src/store/store.ts'
import { aCall, anOverride, storeOptions, type Logged } from './events.ts'
import { eventually } from './places.ts'
import { startPostgres } from './postgres.ts'
import { aFolder } from '../server/process.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const directory = aFolder()
const open: Store[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close(200)))
})

async function storeWith(differs: Partial<StoreOptions>, logged: Logged[] = []): Promise<Store> {
  const store = await openStore(storeOptions({ dataDir: join(directory, randomUUID()), ...differs }, logged))
  open.push(store)
  return store
}

async function refusal(work: Promise<unknown>): Promise<Failure | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Failure ? error : undefined
}

/** Records, and tells how long that took. */
function recordMany(store: Store, count: number): number {
  const calls = Array.from({ length: count }, () => aCall())
  const start = performance.now()
  for (const call of calls) store.record(call)
  return performance.now() - start
}

const fileInTheWay = (): string => {
  const file = join(directory, randomUUID())
  writeFileSync(file, '')
  return join(file, 'data')
}

const silentServer = async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `postgres://user:secret-word@127.0.0.1:${(server.address() as AddressInfo).port}/none`,
    close: () => server.close(),
  }
}

describe.each<[string, () => Partial<StoreOptions>]>([
  ['a folder under a file', () => ({ dataDir: fileInTheWay() })],
  ['a folder under a device', () => ({ dataDir: '/dev/null/data' })],
  ['a folder of a file system that takes no files', () => ({ dataDir: '/proc/self/data' })],
  [
    'a folder that holds no database under the database’s name',
    () => {
      const dataDir = join(directory, randomUUID())
      mkdirSync(dataDir)
      writeFileSync(
        join(dataDir, 'store.sqlite'),
        'This is no database, though it is long enough to be looked at as one.'.repeat(20),
      )
      return { dataDir }
    },
  ],
  ['a PostgreSQL where nobody listens', () => ({ databaseUrl: 'postgres://user:secret-word@127.0.0.1:9/none' })],
])('a store that cannot be opened: %s', (_what, differs) => {
  it('starts all the same, records without a throw, answers no to suppression, and refuses feedback with Retry-After', async () => {
    const logged: Logged[] = []
    const store = await storeWith({ ...differs(), capacity: 100 }, logged)
    const call = aCall()

    expect(recordMany(store, 150)).toBeLessThan(100)
    store.record({ ...aCall(), notMine: true })

    expect(store.health()).toEqual({ state: 'degraded', queue: 100, dropped: 50 })
    expect(
      store.alreadyAnswered({
        rule: 'a-rule',
        client: 'north',
        patient: 'a',
        encounter: 'b',
        indicator: 'info',
        quietHours: 24,
        now: call.at,
      }),
    ).toBe(false)
    const failed = await refusal(store.feedback(call.service, call.client, [anOverride(call.card.uuid)]))
    expect([failed?.code, failed?.status, failed?.detail.headers]).toEqual([
      'STORE_UNAVAILABLE',
      503,
      { 'retry-after': '30' },
    ])
    expect((await refusal(store.stats({}, 'day')))?.code).toBe('STORE_UNAVAILABLE')
    expect((await refusal(store.trace(call.hookInstance)))?.code).toBe('STORE_UNAVAILABLE')
    expect(await store.replay.remember('token', 4_000_000_000)).toBe('unavailable')
    expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toMatch(/secret-word|patient-77/)
  })
})

it('a PostgreSQL that accepts and never answers does not hold up the start', async () => {
  const server = await silentServer()
  const start = performance.now()

  const store = await storeWith({ databaseUrl: server.url })

  expect(performance.now() - start).toBeLessThan(6000)
  expect(store.health().state).toBe('degraded')
  server.close()
})

it('a store that comes back takes what waited, and feedback again', async () => {
  const dataDir = join(directory, randomUUID())
  writeFileSync(dataDir, '')
  const logged: Logged[] = []
  const store = await storeWith({ dataDir }, logged)
  const call = aCall()
  store.record(call)
  rmSync(dataDir)

  await eventually(() => store.health().state === 'ok')
  await eventually(async () => (await store.trace(call.hookInstance)).length === 1)

  expect((await store.trace(call.hookInstance))[0]?.patient).not.toBe(call.patient)
  expect(await store.feedback(call.service, call.client, [anOverride(call.card.uuid)])).toMatchObject({
    recorded: 1,
    unknownCards: 0,
  })
  expect(logged.map(({ message }) => message)).toEqual([
    expect.stringMatching(/not available/),
    expect.stringMatching(/available/),
  ])
})

/** A network between the store and its server that can be cut, or go silent. */
async function network(port: number) {
  const sockets = new Set<Socket>()
  let up = true
  const server = createServer((here) => {
    if (!up) {
      here.destroy()
      return
    }
    const there = connect(port, '127.0.0.1')
    for (const socket of [here, there]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => [here, there].forEach((one) => one.destroy()))
    }
    here.pipe(there).pipe(here)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      up = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      up = true
    },
    close: () => server.close(),
  }
}

it('a PostgreSQL that goes away and comes back gets what waited, once, and no feedback was acknowledged in between', async () => {
  const postgres = await startPostgres()
  const url = new URL(await postgres.database())
  const between = await network(Number(url.port))
  url.port = String(between.port)
  const store = await storeWith({ databaseUrl: url.href })
  const calls = Array.from({ length: 600 }, () => aCall())
  for (const call of calls.slice(0, 300)) store.record(call)
  const flushed = new Promise((resolve) => setTimeout(resolve, 90 + Math.random() * 40))
  await flushed
  between.cut()
  for (const call of calls.slice(300)) store.record(call)
  const answers = calls.slice(0, 20).map(({ card }) => anOverride(card.uuid))

  expect((await refusal(store.feedback('a-rule-order-sign', 'north', answers)))?.code).toBe('STORE_UNAVAILABLE')
  expect(store.health().state).toBe('degraded')
  between.mend()
  await eventually(() => store.health().queue === 0 && store.health().state === 'ok')

  expect(await store.feedback('a-rule-order-sign', 'north', answers)).toEqual({
    recorded: 20,
    repeated: 0,
    unknownCards: 0,
  })
  expect((await store.stats({}, 'day')).totals).toMatchObject({ fired: 600, overridden: 20 })
  expect(store.health().dropped).toBe(0)
  await store.close()
  between.close()
  await postgres.stop()
})

it('a full store loses what does not fit, counts it, and never acknowledges feedback it could not keep', async () => {
  const dataDir = join(directory, randomUUID())
  const logged: Logged[] = []
  const store = await storeWith({ dataDir, maxPages: 60, capacity: 1000 }, logged)
  const acknowledged: string[] = []
  const refusals = new Set<string | undefined>()
  for (let round = 0; round < 500 && (refusals.size < 2 || store.health().dropped === 0); round += 1) {
    expect(recordMany(store, 50)).toBeLessThan(100)
    const cards = Array.from({ length: 60 }, () => randomUUID())
    const failed = await refusal(
      store.feedback(
        'a-rule-order-sign',
        'north',
        cards.map((card) => anOverride(card)),
      ),
    )
    if (failed === undefined) acknowledged.push(...cards)
    refusals.add(failed?.code)
  }

  refusals.delete(undefined)
  expect([...refusals]).toEqual(['STORE_UNAVAILABLE'])
  const { state, queue, dropped } = store.health()
  expect([state, queue]).toEqual(['degraded', 1000])
  expect(dropped).toBeGreaterThan(0)
  expect(JSON.stringify(logged)).toContain('SQLITE_FULL')
  await store.close(200)
  expect(logged.at(-1)).toMatchObject({ level: 'warn', fields: { total: dropped + 1000 } })
  const database = new Database(join(dataDir, 'store.sqlite'), { readonly: true })
  const kept = database.prepare('select card from feedback').pluck().all()
  expect(new Set(kept)).toEqual(new Set(acknowledged))
  expect(kept).toHaveLength(acknowledged.length)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
})

it('a database that another process holds locked delays no recording, and loses nothing', async () => {
  const dataDir = join(directory, randomUUID())
  const store = await storeWith({ dataDir })
  const other = new Database(join(dataDir, 'store.sqlite'))
  other.exec('begin immediate')
  const call = aCall()

  expect(recordMany(store, 500)).toBeLessThan(100)
  store.record(call)
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(store.health().queue).toBe(501)
  other.exec('commit')
  other.close()

  await eventually(() => store.health().queue === 0)
  expect(await store.trace(call.hookInstance)).toHaveLength(1)
})

it('a database file that is deleted under the service acknowledges nothing, and is made anew', async () => {
  const dataDir = join(directory, randomUUID())
  const store = await storeWith({ dataDir })
  rmSync(dataDir, { recursive: true })
  const call = aCall()
  store.record(call)

  const failed = await refusal(store.feedback(call.service, call.client, [anOverride(call.card.uuid)]))

  expect(failed?.code).toBe('STORE_UNAVAILABLE')
  await eventually(() => store.health().state === 'ok')
  expect(await store.feedback(call.service, call.client, [anOverride(call.card.uuid)])).toMatchObject({ recorded: 1 })
  expect(statSync(join(dataDir, 'store.sqlite')).size).toBeGreaterThan(0)
})

it('a database of a newer version is left as it is', async () => {
  const dataDir = join(directory, randomUUID())
  const first = await storeWith({ dataDir })
  await first.close()
  const file = join(dataDir, 'store.sqlite')
  const database = new Database(file)
  database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')")
  database.close()
  const before = readFileSync(file)

  const logged: Logged[] = []
  const store = await storeWith({ dataDir }, logged)

  expect(store.health().state).toBe('degraded')
  expect(logged[0]?.fields).toEqual({ code: 'STORE_SCHEMA' })
  expect(readFileSync(file).equals(before)).toBe(true)
})

it('the folder and its file are for the service’s user alone', async () => {
  const dataDir = join(directory, randomUUID(), 'deep')
  await storeWith({ dataDir })

  expect(statSync(dataDir).mode & 0o077).toBe(0)
})

it('a connection that cannot be set up is not taken for the schema of a newer version', async () => {
  const postgres = await startPostgres()
  const url = new URL(await postgres.database())
  // It speaks no TLS.
  url.searchParams.set('sslmode', 'verify-full')
  const logged: Logged[] = []
  const store = await storeWith({ databaseUrl: url.href }, logged)
  expect(store.health().state).toBe('degraded')
  expect(logged[0]?.fields).toEqual({ code: 'STORE_CONNECTION' })
  await store.close(200)
  await postgres.stop()
})

it('a PostgreSQL that is reached by new connections alone, as after a failover, is missed once', async () => {
  const postgres = await startPostgres()
  const target = new URL(await postgres.database())
  const port = Number(target.port)
  const through: Socket[] = []
  const proxy = createServer((client) => {
    const server = connect(port, target.hostname)
    client.pipe(server).pipe(client)
    for (const socket of [client, server]) socket.on('error', () => undefined)
    through.push(client, server)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  target.port = String((proxy.address() as AddressInfo).port)
  const logged: Logged[] = []
  const store = await storeWith({ databaseUrl: target.href }, logged)
  const answer = async (): Promise<Failure | undefined> =>
    refusal(store.feedback('a-rule-order-sign', 'north', [anOverride(randomUUID())]))
  expect(await answer()).toBeUndefined()

  // Nobody closes them: what is written to them is swallowed.
  for (const socket of through.splice(0)) socket.unpipe().on('data', () => undefined)
  expect((await answer())?.code).toBe('STORE_UNAVAILABLE')
  expect(JSON.stringify(logged)).toContain('STORE_TIMEOUT')
  await eventually(() => store.health().state === 'ok')
  expect(await answer()).toBeUndefined()

  await store.close(200)
  open.pop()
  proxy.close()
  for (const socket of through) socket.destroy()
  await postgres.stop()
}, 60_000)

it('what is deleted is not left to be read in the file, which is its owner’s alone', async () => {
  const dataDir = join(directory, randomUUID())
  mkdirSync(dataDir, { mode: 0o755 })
  let now = new Date('2026-03-02T12:00:00.000Z')
  const store = await storeWith({ dataDir, retentionDays: 30, storeComments: true, now: () => now })
  const call = aCall()
  const comment = 'a comment that was deleted'
  store.record(call)
  await store.feedback(call.service, call.client, [{ ...anOverride(call.card.uuid), comment }])
  const file = join(dataDir, 'store.sqlite')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const other = new Database(file)
  const isIn = (): boolean => {
    other.pragma('wal_checkpoint(TRUNCATE)')
    return readFileSync(file).includes(comment)
  }
  expect(isIn()).toBe(true)
  now = new Date('2026-06-01T12:00:00.000Z')
  await store.purge()
  expect(isIn()).toBe(false)
  other.close()
})
