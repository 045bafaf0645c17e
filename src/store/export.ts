import type { Filter, OverrideReason } from './events.ts'
import type { Page, Reading, StrayFeedback, ToldFeedback, Trace } from './reading.ts'
import { token } from './roll-up.ts'

export type ExportFormat = 'csv' | 'ndjson'

/** Rows read at once: what an export holds in memory. */
const rowsAtOnce = 500

/** Maps an override reason to a code of HL7's non-adherence-reason-codes. */
export type NonAdherence = (rule: string, reason: OverrideReason) => string | undefined

type Source = Pick<Reading, 'calls' | 'strays'>

/** Everything that is kept, oldest call first, then feedback on cards that were never issued. One chunk a page of rows. */
export async function* exported(
  source: Source,
  filter: Filter,
  format: ExportFormat,
  nonAdherence: NonAdherence,
): AsyncGenerator<string> {
  if (format === 'csv') yield line(columns.map(([name]) => name))
  const call =
    format === 'csv' ? (row: Trace) => callLines(row, nonAdherence) : (row: Trace) => json({ kind: 'call', ...row })
  const feedback =
    format === 'csv'
      ? (stray: StrayFeedback) => lineOf({ stray, told: stray, nonAdherence })
      : (row: StrayFeedback) => json({ kind: 'feedback', ...row })
  for await (const rows of pages((after) => source.calls(filter, after, rowsAtOnce))) yield rows.map(call).join('')
  for await (const rows of pages((after) => source.strays(filter, after, rowsAtOnce))) yield rows.map(feedback).join('')
}

async function* pages<Row>(read: (after: number) => Promise<Page<Row>>): AsyncGenerator<readonly Row[]> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const { rows, next }: Page<Row> = await read(after)
    if (rows.length > 0) yield rows
    after = next
  }
}

const json = (row: object): string => `${JSON.stringify(row)}\n`

/** What a line of CSV is about: a call, with or without feedback, or feedback on a card that was never issued. */
interface Line {
  readonly call?: Trace
  readonly stray?: StrayFeedback
  readonly told?: Omit<ToldFeedback, 'accepted'> & Partial<ToldFeedback>
  readonly nonAdherence: NonAdherence
}

type Value = string | number | undefined

/** The name and the content of every column. Other tools rely on their order. */
const columns: readonly (readonly [name: string, of: (line: Line) => Value])[] = [
  ['at', ({ call }) => call?.at],
  ['client', ({ call, stray }) => (call ?? stray)?.client],
  ['service', ({ call, stray }) => (call ?? stray)?.service],
  ['hook', ({ call }) => call?.hook],
  ['rule', ({ call }) => call?.rule],
  ['contentVersion', ({ call }) => call?.contentVersion],
  ['outcome', ({ call }) => call?.outcome ?? 'unknown-card'],
  ['because', ({ call }) => call?.because],
  ['row', ({ call }) => call?.row],
  ['indicator', ({ call }) => call?.indicator],
  ['evidence', ({ call }) => call?.evidence.map(token).join(' ')],
  ['missing', ({ call }) => call?.missing.join(' ')],
  [
    'offered',
    ({ call }) => call?.options.flatMap(({ offered, alternative }) => (offered ? [alternative] : [])).join(' '),
  ],
  ['leftOut', ({ call }) => call?.options.flatMap(leftOut).join(' ')],
  ['card', ({ call, stray }) => (call ?? stray)?.card],
  ['patient', ({ call }) => call?.patient],
  ['encounter', ({ call }) => call?.encounter],
  ['ms', ({ call }) => call?.ms],
  ['reads', ({ call }) => call?.reads],
  ['feedback', ({ told }) => told?.outcome],
  ['feedbackAt', ({ told }) => told?.outcomeAt],
  ['feedbackReceivedAt', ({ told }) => told?.receivedAt],
  ['accepted', ({ told }) => told?.accepted?.join(' ')],
  ['reasons', ({ told }) => told?.reasons.map(token).join(' ')],
  [
    'nonAdherence',
    ({ call, told, nonAdherence }) =>
      call && told?.reasons.flatMap((reason) => nonAdherence(call.rule, reason) ?? []).join(' '),
  ],
  ['comment', ({ told }) => told?.comment],
]

/** An option that no rule left out fitted, and others came first: it is not listed. */
const leftOut = ({ offered, alternative, rules }: Trace['options'][number]): string[] =>
  offered || rules.length === 0 ? [] : [`${alternative}:${rules.join('+')}`]

/** A call has one line, or one for each feedback on its card. */
function callLines(call: Trace, nonAdherence: NonAdherence): string {
  if (call.feedback.length === 0) return lineOf({ call, nonAdherence })
  return call.feedback.map((told) => lineOf({ call, told, nonAdherence })).join('')
}

const lineOf = (one: Line): string => line(columns.map(([, of]) => of(one)))

const line = (fields: readonly Value[]): string => `${fields.map(field).join(',')}\r\n`

/**
 * RFC 4180. What a spreadsheet would take for a formula is led by an apostrophe, also after characters at which some
 * spreadsheets split cells: codes and comments come from outside.
 */
function field(value: Value): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const safe = value.replaceAll(/(?<=^|[;\t\r\n])(?=[=+\-@\t\r])/g, "'")
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
