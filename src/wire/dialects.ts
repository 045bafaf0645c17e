import type { Coding, MedicationRequest } from 'fhir/r4.js'
import type { Indicator, Speaks, Suggestion } from '../../cards/guidance.ts'
import { ndc, rxnorm } from '../../cards/terminology.ts'
import type { Caller, DialectName } from '../security/caller.ts'
import { wireCard, type Dialect, type Issued, type WireContext } from './card.ts'

const spec: Dialect = {
  suggestions: 'swap',
  selectionBehavior: 'at-most-one',
  links: 'all',
  overrideReasons: true,
  topicCode: (code) => code,
  describe: (_, description) => description,
  order: (resource) => resource,
}

/**
 * The CDS Hooks Sandbox applies the first action only (so the create comes first, as everywhere) and reads the words
 * and the first coding of a medication; a draft without both cannot be shown there.
 */
const sandbox: Dialect = {
  ...spec,
  order(resource) {
    const { text, coding = [] } = resource.medicationCodeableConcept ?? {}
    return text === undefined || coding[0]?.code === undefined ? undefined : resource
  },
}

/** Clients that show a card and can do nothing with it (VA CPRS): the words alone have to be enough. */
const textOnly: Dialect = { ...spec, suggestions: 'text', links: 'none', overrideReasons: false }

/** Epic names RxNorm and NDC by OID. */
const oids: ReadonlyMap<string, string> = new Map([
  [rxnorm, 'urn:oid:2.16.840.1.113883.6.88'],
  [ndc, 'urn:oid:2.16.840.1.113883.6.69'],
])

const byOid = ({ system = '', code, display }: Coding): Coding => ({
  system: oids.get(system) ?? system,
  ...(code === undefined ? {} : { code }),
  ...(display === undefined ? {} : { display }),
})

/** Epic mutes overridden cards by topic: each indicator has its own, or overriding a mild card would mute a critical one. */
const topicSuffix: Readonly<Record<Indicator, string>> = { info: 'Info', warning: '', critical: 'Critical' }

/**
 * Epic: one action in each suggestion, `action.description` is what the prescriber reads, and a create takes the orderable
 * without its dosage. So an order cannot carry a dose that was adjusted for this patient: it becomes text.
 * Its requests name CDS Hooks 1.x, where a delete has a `resource`; its documentation knows no `resourceId`.
 */
const epic = (mapping: Caller['mapping'] = {}, adjusted: ReadonlySet<string>): Dialect => ({
  suggestions: 'apart',
  selectionBehavior: 'any',
  links: 'absolute',
  overrideReasons: true,
  deletesByResource: true,
  topicCode(code, indicator) {
    const suffix = topicSuffix[indicator]
    return `${code.replace(/[^A-Za-z0-9]/g, '').slice(0, 100 - suffix.length)}${suffix}`
  },
  describe: ({ label }) => label,
  order(resource: MedicationRequest, { alternative }: Suggestion): MedicationRequest | undefined {
    if (alternative !== undefined && adjusted.has(alternative)) return undefined
    const site = alternative !== undefined && Object.hasOwn(mapping, alternative) ? mapping[alternative] : undefined
    const coding = (site === undefined ? (resource.medicationCodeableConcept?.coding ?? []) : [site]).map(byOid)
    if (coding.length === 0) return undefined
    const { dosageInstruction: _, ...orderable } = resource
    return { ...orderable, medicationCodeableConcept: { ...resource.medicationCodeableConcept, coding } }
  },
})

/** Alternatives whose dose is not the usual one for this patient. */
const adjustedIn = (decision: Speaks): ReadonlySet<string> =>
  new Set(
    decision.options
      .filter(({ remarks }) => remarks.some(({ effect }) => effect === 'adjusted'))
      .map(({ alternative }) => alternative),
  )

const dialects: Readonly<Record<DialectName, (decision: Speaks, caller: Caller) => Dialect>> = {
  spec: () => spec,
  sandbox: () => sandbox,
  'text-only': () => textOnly,
  epic: (decision, caller) => epic(caller.mapping, adjustedIn(decision)),
}

/** One decision, shaped for the client that asked. */
export function shape(decision: Speaks, caller: Caller, context: WireContext): Issued {
  return wireCard(decision, dialects[caller.dialect](decision, caller), context)
}

/** Whether a client of this dialect applies orders by its own codes, so that a mapping of the site is worth having. */
export const takesMapping = (dialect: DialectName): boolean => dialect === 'epic'
