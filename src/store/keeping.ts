import { sql } from 'kysely'
import { dayOf, hourly, type Count } from './roll-up.ts'
import type { Database } from './schema.ts'
import { add, type Override } from './writing.ts'

export interface Keeping {
  /** The installation's hash key: the candidate, unless one was kept before. */
  hashKey(candidate: string): Promise<string>
  /** @returns whether the key passes: it was not seen before, or what was seen has expired */
  once(key: string, expires: string, now: string): Promise<boolean>
  /** Overrides with an id above `after` that were made at or after `since`, oldest first. */
  overrides(after: number, since: string, limit: number): Promise<readonly Override[]>
  /** Turns up to `limit` hourly counters from before a day into daily ones. @returns counters turned */
  fold(before: string, limit: number): Promise<number>
  /** Deletes up to `limit` rows that are older than `before` (an instant), or expired at `now`. @returns rows deleted */
  purge(before: string, now: string, limit: number): Promise<number>
}

export function keeping(db: Database): Keeping {
  return {
    async hashKey(candidate) {
      await db
        .insertInto('meta')
        .values({ name: 'hash-key', value: candidate })
        .onConflict((on) => on.doNothing())
        .execute()
      return (await db.selectFrom('meta').select('value').where('name', '=', 'hash-key').executeTakeFirstOrThrow())
        .value
    },

    async once(key, expires, now) {
      const passed = await db
        .insertInto('once')
        .values({ key, expires })
        .onConflict((on) => on.column('key').doUpdateSet({ expires }).where('once.expires', '<', now))
        .returning('key')
        .execute()
      return passed.length > 0
    },

    overrides: (after, since, limit) =>
      db
        .selectFrom('overrides')
        .selectAll()
        .where('id', '>', after)
        .where('at', '>=', since)
        .orderBy('id')
        .limit(limit)
        .execute(),

    async fold(before, limit) {
      return db.transaction().execute(async (tx) => {
        // Deleted and added in one transaction: what one process takes out, no other counts again.
        const hours = await sql<Count>`delete from counts
          where (metric, period, client, service, rule, content_version, detail) in
            (select metric, period, client, service, rule, content_version, detail from counts
              where metric = ${hourly} and period < ${before} and length(period) > 10 limit ${limit})
          returning *`.execute(tx)
        await add(
          tx,
          hours.rows.map((count) => ({ ...count, period: dayOf(count.period) })),
        )
        return hours.rows.length
      })
    },

    async purge(before, now, limit) {
      const day = dayOf(before)
      const steps = [
        sql`delete from calls where id in (select id from calls where at < ${before} limit ${limit})`,
        sql`delete from cards where uuid in (select uuid from cards where at < ${before} limit ${limit})`,
        sql`delete from feedback where id in (select id from feedback where received_at < ${before} limit ${limit})`,
        sql`delete from overrides where id in (select id from overrides where at < ${before} limit ${limit})`,
        sql`delete from once where key in (select key from once where expires < ${now} limit ${limit})`,
        sql`delete from counts where (metric, period, client, service, rule, content_version, detail) in
            (select metric, period, client, service, rule, content_version, detail from counts where period < ${day} limit ${limit})`,
      ]
      for (const step of steps) {
        const { numAffectedRows = 0n } = await step.execute(db)
        if (numAffectedRows > 0n) return Number(numAffectedRows)
      }
      return 0
    },
  }
}
