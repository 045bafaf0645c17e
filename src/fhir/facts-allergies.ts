import type { Allergy, Concept } from '../../cards/facts.ts'
import { bounded, snomed } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import {
  type Mutable,
  type Json,
  concept,
  concepts,
  list,
  noConcept,
  record,
  records,
  text,
  token,
} from './facts-values.ts'

/** DSTU2 has one status where later versions have two. These are of the second kind. */
const verifications: ReadonlySet<string> = new Set(['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'])
const criticalities: ReadonlyMap<string, string> = new Map([
  ['critl', 'low'],
  ['crith', 'high'],
  ['critu', 'unable-to-assess'],
])

/** Propensity, allergy or intolerance to any drug or substance. Source: C-CDA, value set Allergy and Intolerance Type. */
const unspecificAllergies: ReadonlySet<string> = new Set([
  '416098002',
  '59037007',
  '419511003',
  '419199007',
  '418038007',
  '420134006',
])
/** Codes for entries that lost theirs in a transfer between records: their names say nothing. Source: NHS England, GP Connect. */
const degradedAllergies: ReadonlySet<string> = new Set(['196461000000101', '196471000000108'])
const degradedName = /^\s*transfer-degraded (?:non-)?drug allergy(?: \(record artifact\))?\s*$/i
function withoutDegraded(own: Concept | undefined): Concept | undefined {
  const codes = own?.codes.filter(({ system, code }) => system !== snomed || !degradedAllergies.has(code)) ?? []
  if (own === undefined || (codes.length === own.codes.length && !degradedName.test(own.text ?? ''))) return own
  // Where the term was lost as well, the text is only the display of that code.
  const { text: said, ...unsaid } = own
  const kept: Concept = said === undefined || degradedName.test(said) ? unsaid : own
  return codes.length === 0 && kept.text === undefined ? undefined : { ...kept, codes }
}
const anyDrug = '(?:drugs?|drug or medicament|medications?|medicines?|substances?|allergens?)'
const vague = '(?:unspecified|unknown|other|multiple|uncoded|unlisted|not listed|misc(?:ellaneous)?)'
const anAllergy =
  '(?:allergy|allergies|intolerances?|hypersensitivity|(?:allergic )?reactions?|(?:propensity to )?adverse reactions?)'
const seeElsewhere = '\\(?(?:see|in) (?:comments?|notes?)\\)?'
/**
 * `Drug allergy`, `Propensity to adverse reactions to substance`, `Unknown medication`, `Medication not listed`, `Other Drug
 * Allergy (See Comments)`, and `OTHER ALLERGY/ADVERSE REACTION`, under which VistA files what is only written beside it
 * (file 120.82).
 */
const unspecificAllergy = new RegExp(
  `^(?:(?:(?:${vague} |adverse )?(?:${anyDrug} )?${anAllergy}(?:/${anAllergy})?(?: to (?:an? )?(?:${vague} )?${anyDrug})?|(?:${vague} )?${anyDrug}|${vague})(?:,? ${vague})?(?: ${seeElsewhere})?|${seeElsewhere})(?: \\((?:finding|disorder|substance)\\))?$`,
  'i',
)

const isUnspecificName = (words: string): boolean => unspecificAllergy.test(bounded(words).trim())

const isUnspecific = ({ codes, text: words = '' }: Concept): boolean =>
  codes.length === 0
    ? isUnspecificName(words)
    : codes.every(
        ({ system, code, display = words }) =>
          (system === snomed && unspecificAllergies.has(code)) || isUnspecificName(display),
      )

type Categories = ReadonlySet<string | undefined>
/** Categories of what is no drug, and of what is made by living things: vaccines, antibodies, blood. */
const elsewhere: Categories = new Set(['food', 'environment'])
const elsewhereOrBiologic: Categories = new Set([...elsewhere, 'biologic'])
const isOf = (categories: Categories, resource: Resource): boolean => {
  const own = list(resource['category'])
  return own.length > 0 && own.every((one) => categories.has(token(one)))
}

const notesOn = (holder: Json): readonly (string | undefined)[] =>
  list(holder['note']).map((note) => text(record(note)?.['text'] ?? note))

/** What is written beside a record: notes, in DSTU2 one, and the descriptions of its reactions. */
const remarksOn = (resource: Resource, reactions: readonly Json[]): readonly string[] =>
  [
    ...notesOn(resource),
    ...reactions.flatMap((reaction) => [text(reaction['description']), ...notesOn(reaction)]),
  ].flatMap((words) => words ?? [])

const longestNarrative = 4_000
const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&#39;', "'"],
])

/** What a narrative adds to the data: OpenEMR writes the name of an allergy that has no code only there. */
function narrativeOf(resource: Resource): readonly string[] {
  const narrative = record(resource['text'])
  const div = narrative?.['status'] === 'additional' ? text(narrative['div']) : undefined
  if (div === undefined || div.length > longestNarrative) return []
  const words = div.replaceAll(/<[^<>]*>/g, ' ').replaceAll(/&#?\w{2,6};/g, (entity) => entities.get(entity) ?? ' ')
  const said = text(words.replaceAll(/\s+/g, ' '))
  return said === undefined ? [] : [said]
}

/** What an allergy is to: where it names no substance itself, the substances of its reactions, or what is written beside it. */
function substanceOf(
  own: Concept | undefined,
  resource: Resource,
  reactions: readonly Json[],
  remarks: readonly string[],
): Pick<Allergy, 'concept' | 'unnamed'> {
  if (own !== undefined && !isUnspecific(own)) return denied(own, remarks)
  const named = concepts(reactions.flatMap((reaction) => list(reaction['substance'])))
  const words = [...named, ...(own === undefined ? [] : [own])]
    .flatMap((one) => one.text ?? [])
    .filter((one) => !isUnspecificName(one))
  if (named.length > 0)
    return {
      concept: withWords(
        named.flatMap((one) => one.codes),
        words,
      ),
    }
  const unspecific = own ?? noConcept
  if (words.length > 0 || isOf(elsewhere, resource)) return { concept: unspecific }
  const said = [...remarks, ...narrativeOf(resource)]
  return {
    concept: said.length === 0 ? unspecific : withWords(unspecific.codes, said),
    unnamed: true,
  }
}

/** A name that denies an allergy does not deny what the notes tell: `Patient reports rash with ibuprofen`. */
const denies = /^\s*(?:no\b|none\b|nkd?a\b|denies\b|not allergic\b)/i
const denied = (own: Concept, remarks: readonly string[]): Pick<Allergy, 'concept' | 'unnamed'> =>
  remarks.length > 0 && denies.test(bounded(own.text ?? own.codes[0]?.display ?? ''))
    ? { concept: withWords(own.codes, [...(own.text === undefined ? [] : [own.text]), ...remarks]), unnamed: true }
    : { concept: own }

const withWords = (codes: Concept['codes'], words: readonly string[]): Concept =>
  words.length === 0 ? { codes } : { codes, text: [...new Set(words)].join(', ') }

function typeOfAllergy(value: unknown): Allergy['type'] | undefined {
  const type = token(value)
  return type === 'allergy' || type === 'intolerance' ? type : undefined
}

export function allergyOf(resource: Resource): Allergy {
  const reactions = records(resource['reaction'])
  const remarks = remarksOn(resource, reactions)
  const named = withoutDegraded(concept(resource['code']) ?? concept(resource['substance']))
  const allergy: Mutable<Allergy> = {
    ...substanceOf(named, resource, reactions, remarks),
    reactions: reactions.map(reactionOf),
  }
  if (remarks.length > 0) allergy.remarks = remarks
  if (isOf(elsewhereOrBiologic, resource)) allergy.ofNoDrug = true
  const type = typeOfAllergy(resource['type'])
  if (type !== undefined) allergy.type = type
  const status = token(resource['status'])
  const isVerification = status !== undefined && verifications.has(status)
  const clinicalStatus = token(resource['clinicalStatus']) ?? (isVerification ? undefined : status)
  if (clinicalStatus !== undefined) allergy.clinicalStatus = clinicalStatus
  const verificationStatus = token(resource['verificationStatus']) ?? (isVerification ? status : undefined)
  if (verificationStatus !== undefined) allergy.verificationStatus = verificationStatus
  const criticality = token(resource['criticality'])
  if (criticality !== undefined) allergy.criticality = criticalities.get(criticality) ?? criticality
  return allergy
}

function reactionOf(reaction: Json): Allergy['reactions'][number] {
  const manifestations = concepts(reaction['manifestation'])
  const severity = token(reaction['severity'])
  return severity === undefined ? { manifestations } : { manifestations, severity }
}
