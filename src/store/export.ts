import type { Filter, Reason } from './events.ts'
import type { Page, Reading, StrayFeedback, ToldFeedback, Trace } from './reading.ts'

export type ExportFormat = 'csv' | 'ndjson'

/** Rows read at once: what an export holds in memory. */
const rowsAtOnce = 500

/** Maps an override reason to a code of HL7's non-adherence-reason-codes. */
export type NonAdherence = (rule: string, reason: Reason) => string | undefined

type Source = Pick<Reading, 'calls' | 'strays'>

/** Everything that is kept, oldest call first, then feedback on cards that were never issued. One chunk a page of rows. */
export async function* exported(
  source: Source,
  filter: Filter,
  format: ExportFormat,
  nonAdherence: NonAdherence,
): AsyncGenerator<string> {
  if (format === 'csv') yield line(columns)
  const call =
    format === 'csv' ? (row: Trace) => callLines(row, nonAdherence) : (row: Trace) => json({ kind: 'call', ...row })
  const stray =
    format === 'csv'
      ? (row: StrayFeedback) => strayLine(row)
      : (row: StrayFeedback) => json({ kind: 'feedback', ...row })
  for await (const rows of pages((after) => source.calls(filter, after, rowsAtOnce))) yield rows.map(call).join('')
  for await (const rows of pages((after) => source.strays(filter, after, rowsAtOnce))) yield rows.map(stray).join('')
}

async function* pages<Row>(read: (after: number) => Promise<Page<Row>>): AsyncGenerator<readonly Row[]> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const { rows, next }: Page<Row> = await read(after)
    if (rows.length > 0) yield rows
    after = next
  }
}

const json = (row: object): string => `${JSON.stringify(row)}\n`

const columns = [
  'at',
  'client',
  'service',
  'hook',
  'rule',
  'contentVersion',
  'outcome',
  'because',
  'row',
  'indicator',
  'evidence',
  'missing',
  'offered',
  'leftOut',
  'card',
  'patient',
  'encounter',
  'ms',
  'reads',
  'feedback',
  'feedbackAt',
  'feedbackReceivedAt',
  'accepted',
  'reasons',
  'nonAdherence',
  'comment',
] as const

/** A call has one line, or one for each feedback on its card. */
function callLines(row: Trace, nonAdherence: NonAdherence): string {
  const call = [
    row.at,
    row.client,
    row.service,
    row.hook,
    row.rule,
    row.contentVersion,
    row.outcome,
    row.because ?? '',
    row.row ?? '',
    row.indicator ?? '',
    row.evidence.map(({ system, code }) => `${system}|${code}`).join(' '),
    row.missing.join(' '),
    row.options.flatMap(({ offered, alternative }) => (offered ? [alternative] : [])).join(' '),
    row.options
      .flatMap(({ offered, alternative, rules }) =>
        // Without a rule it fitted, and others came first.
        offered || rules.length === 0 ? [] : [`${alternative}:${rules.join('+')}`],
      )
      .join(' '),
    row.card ?? '',
    row.patient,
    row.encounter ?? '',
    row.ms,
    row.reads,
  ]
  const told = row.feedback.length > 0 ? row.feedback : [undefined]
  return told.map((feedback) => line([...call, ...feedbackFields(feedback, row.rule, nonAdherence)])).join('')
}

function strayLine({ client, service, card, ...told }: StrayFeedback): string {
  const call = columns
    .slice(0, 19)
    .map((column) => ({ client, service, card, outcome: 'unknown-card' })[column as string] ?? '')
  return line([...call, ...feedbackFields({ ...told, accepted: [] }, '', () => undefined)])
}

function feedbackFields(told: ToldFeedback | undefined, rule: string, nonAdherence: NonAdherence): string[] {
  if (told === undefined) return ['', '', '', '', '', '', '']
  return [
    told.outcome,
    told.outcomeAt,
    told.receivedAt,
    told.accepted.join(' '),
    told.reasons.map(({ system, code }) => (system === undefined ? code : `${system}|${code}`)).join(' '),
    told.reasons.flatMap((reason) => nonAdherence(rule, reason) ?? []).join(' '),
    told.comment ?? '',
  ]
}

const line = (fields: readonly (string | number)[]): string => `${fields.map(field).join(',')}\r\n`

/** RFC 4180. What a spreadsheet would take for a formula is led by an apostrophe: codes and comments come from outside. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
