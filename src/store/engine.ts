import type { Keeping } from './keeping.ts'
import type { Reading } from './reading.ts'
import type { Writing } from './writing.ts'

/** Everything that is asked of a database. All of it is data in, data out: it can be asked across threads. */
export interface Operations extends Writing, Reading, Keeping {}

export interface Engine extends Operations {
  /** Called once, when the engine died by itself and a new one must be opened. */
  onDeath(callback: () => void): void
  close(): Promise<void>
}

/**
 * Why the store did not do what it was asked. `rejected`: this input will never be accepted; otherwise the store is not
 * available, and the same input may be tried again. Holds no values: a database's own message may quote a row.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: string
  readonly rejected: boolean

  constructor(code: string, rejected = false) {
    super(`The store failed: ${code}`)
    this.code = code
    this.rejected = rejected
  }
}

/** SQLite: a constraint, a value too big, a type. PostgreSQL: classes 22, 23 and 54. */
const rejection = /^(?:SQLITE_(?:CONSTRAINT|TOOBIG|MISMATCH|RANGE)|(?:22|23|54)[0-9A-Z]{3}$)/

/** The pool gives up without a code, whether it waits for a new connection or for a free one. */
const noConnection = /^(?:Connection terminated due to connection timeout|timeout exceeded)/

/** Whatever a database threw, as its code, or its name where it has no code; its message is not repeated. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  if (error instanceof Error && noConnection.test(error.message)) return new StoreError('STORE_TIMEOUT')
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown
    name?: unknown
  }
  if (typeof code === 'string' && code !== '') return new StoreError(code, rejection.test(code))
  return new StoreError(
    typeof name === 'string' ? name : 'unknown',
    error instanceof TypeError || error instanceof RangeError,
  )
}

const known: Record<keyof Operations, true> = {
  write: true,
  feedback: true,
  reconcile: true,
  trace: true,
  stats: true,
  alarms: true,
  calls: true,
  strays: true,
  hashKey: true,
  once: true,
  overrides: true,
  fold: true,
  purge: true,
}

const operationNames = Object.keys(known) as (keyof Operations)[]

/** Makes the operations out of one function that carries an operation's name and arguments somewhere. */
export function through(carry: (name: keyof Operations, args: readonly unknown[]) => Promise<unknown>): Operations {
  const entries = operationNames.map((name) => [name, (...args: unknown[]) => carry(name, args)] as const)
  return Object.fromEntries(entries) as unknown as Operations
}
