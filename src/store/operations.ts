import { asStoreError, through, type Operations } from './engine.ts'
import { keeping } from './keeping.ts'
import { reading } from './reading.ts'
import type { Database, Dialect } from './schema.ts'
import { writing } from './writing.ts'

/** Another process was writing. */
const transient = /^(?:SQLITE_BUSY|40001$|40P01$)/
const attempts = 5

/** The operations on a database. What another process blocked is tried again; every failure is a `StoreError`. */
export function operations(db: Database, dialect: Dialect): Operations {
  const all = { ...writing(db, dialect), ...reading(db), ...keeping(db) }
  return through(async (name, args) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (all[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
      } catch (error) {
        const failed = asStoreError(error)
        if (attempt >= attempts || !transient.test(failed.code)) throw failed
      }
    }
  })
}
