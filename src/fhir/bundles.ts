import type { Resource } from './chart.ts'
import { type Json, record, records, text } from './facts-values.ts'

/** A resource of any type; `undefined` for what is none. */
export function asResource(value: unknown): Resource | undefined {
  const object = record(value)
  return object !== undefined && text(object['resourceType']) !== undefined ? (object as Resource) : undefined
}

/** URL of a Bundle's link, e.g. of `next`. */
export function linkOf(bundle: Json, relation: string): string | undefined {
  return text(records(bundle['link']).find((link) => link['relation'] === relation)?.['url'])
}

const severities = (outcome: Json): readonly unknown[] => records(outcome['issue']).map((issue) => issue['severity'])

/** Whether an OperationOutcome says that something was not searched. Warnings are normal, also beside an empty result. */
export const isError = (outcome: Json): boolean =>
  severities(outcome).some((severity) => severity === 'error' || severity === 'fatal')

/** Whether an OperationOutcome says something, and nothing but information. */
export const isInformation = (outcome: Json): boolean => {
  const all = severities(outcome)
  return all.length > 0 && all.every((severity) => severity === 'information' || severity === 'success')
}
