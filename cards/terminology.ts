import type { Code, Concept } from './facts.ts'
import { getOrAdd } from './once.ts'
import { remembered } from './remember.ts'
import { beginningOf, plainly } from './text.ts'

/** Canonical URIs of the code systems the recommendations use. */
export const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const snomed = 'http://snomed.info/sct'
export const icd10cm = 'http://hl7.org/fhir/sid/icd-10-cm'
export const icd9cm = 'http://hl7.org/fhir/sid/icd-9-cm'
export const ndc = 'http://hl7.org/fhir/sid/ndc'
export const loinc = 'http://loinc.org'
export const atc = 'http://www.whocc.no/atc'
export const unii = 'http://fdasis.nlm.nih.gov'
/** Drugs of the U.S. Department of Veterans Affairs. */
export const vuid = 'urn:oid:2.16.840.1.113883.6.233'
export const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
/** Systems whose codes say what a product is, though not always what is in it. */
export const productSystems: ReadonlySet<string> = new Set([rxnorm, ndc, snomed, atc, unii])
/** Codes of the International Patient Summary for lists known to be empty (`no-known-…`) or not known at all (`no-…-info`). */
export const absentOrUnknown = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'
/** Codes that stand where a value is missing. */
export const dataAbsentReason = 'http://terminology.hl7.org/CodeSystem/data-absent-reason'
export const nullFlavor = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
const routeOfAdministration = 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration'
const nciThesaurus = 'urn:oid:2.16.840.1.113883.3.26.1.1'

/** Other names of the same systems: HL7 OIDs, and URIs of older FHIR versions. Source: HL7 Terminology, FHIR R4 "Code Systems". */
const aliases: Readonly<Record<string, string>> = {
  '2.16.840.1.113883.6.88': rxnorm,
  '2.16.840.1.113883.6.96': snomed,
  '2.16.840.1.113883.6.90': icd10cm,
  '2.16.840.1.113883.6.103': icd9cm,
  '2.16.840.1.113883.6.69': ndc,
  '2.16.840.1.113883.6.1': loinc,
  '2.16.840.1.113883.6.73': atc,
  '2.16.840.1.113883.4.9': unii,
  '2.16.840.1.113883.5.112': routeOfAdministration,
  '2.16.840.1.113883.5.4': actCode,
  '2.16.840.1.113883.6.233': vuid,
  '2.16.840.1.113883.3.26.1.1': nciThesaurus,
  'http://ncimeta.nci.nih.gov': nciThesaurus,
  // Of HL7 Terminology now, and before 2022.
  'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl': nciThesaurus,
  'http://ncithesaurus-stage.nci.nih.gov': nciThesaurus,
  'http://hl7.org/fhir/v3/RouteOfAdministration': routeOfAdministration,
  'http://hl7.org/fhir/v3/ActCode': actCode,
  'http://hl7.org/fhir/data-absent-reason': dataAbsentReason,
  'http://hl7.org/fhir/v3/NullFlavor': nullFlavor,
  '2.16.840.1.113883.5.1008': nullFlavor,
  'http://hl7.org/fhir/v2/0162': 'http://terminology.hl7.org/CodeSystem/v2-0162',
  'http://hl7.org/fhir/v2/0164': 'http://terminology.hl7.org/CodeSystem/v2-0164',
  'http://hl7.org/fhir/v2/0165': 'http://terminology.hl7.org/CodeSystem/v2-0165',
  // The WHO edition: the categories used here mean the same.
  'http://hl7.org/fhir/sid/icd-10': icd10cm,
  '2.16.840.1.113883.6.3': icd10cm,
  // So do those of the German edition; its ATC is the WHO's.
  'http://fhir.de/CodeSystem/bfarm/icd-10-gm': icd10cm,
  'http://fhir.de/CodeSystem/dimdi/icd-10-gm': icd10cm,
  'http://fhir.de/CodeSystem/bfarm/atc': atc,
  'http://fhir.de/CodeSystem/dimdi/atc': atc,
  'http://hl7.org/fhir/sid/icd-9-cm/diagnosis': icd9cm,
  'http://unii.nlm.nih.gov': unii,
}

/** Each system under all of its names. A Map, since clients choose the name: `constructor` must not reach a prototype. */
const systems: ReadonlyMap<string, string> = new Map([
  ...Object.entries(aliases),
  ...[absentOrUnknown, ...Object.values(aliases)].map((system) => [system, system] as const),
])

/** An edition or a version of SNOMED CT, which some servers write as the system. */
const edition = /^(http:\/\/snomed\.info\/sct)\/\d{1,18}(?:\/version\/\d{1,8})?$/

/** A URI that differs from a known one by its scheme alone, by an edition, or by a version (`|2026`), names the same system. */
const spelled = (bare: string): string =>
  bare
    .replace(/\|.*$/s, '')
    .replace(/^https:/i, 'http:')
    .replace(/\/$/, '')
    .replace(edition, '$1')

/** The one URI of a code system, by whichever name. An unknown one stays as it is, but for blanks and a last slash. */
export const canonicalSystem = (system: string): string => {
  const bare = system
    .trim()
    .replace(/^urn:oid:/i, '')
    .replace(/\/$/, '')
  const known = systems.get(bare) ?? systems.get(spelled(bare))
  return known ?? (/^urn:oid:/i.test(system.trim()) ? system.trim() : bare)
}

const withDot = (code: string, at: number): string =>
  code.length > at ? `${code.slice(0, at)}.${code.slice(at)}` : code

/** Eleven digits (5-4-2). Without hyphens ten digits are ambiguous, so all three readings are given. */
function elevenDigits(code: string): readonly string[] {
  const parts = code.split('-')
  if (parts.length >= 2) {
    const [labeler = '', product = '', pack] = parts
    return [labeler.padStart(5, '0') + product.padStart(4, '0') + (pack === undefined ? '' : pack.padStart(2, '0'))]
  }
  if (code.length !== 10) return [code]
  return [`0${code}`, `${code.slice(0, 5)}0${code.slice(5)}`, `${code.slice(0, 9)}0${code.slice(9)}`]
}

/** The spellings under which a code may stand in a list: ICD with its dot, NDC as eleven digits. */
function spellings(system: string, raw: string): readonly string[] {
  const code = raw.trim()
  if (system === icd10cm) {
    const written = (code.length === 3 || code.indexOf('.') === 3) && code === code.toUpperCase()
    const dotted = written ? code : withDot(code.toUpperCase().replaceAll('.', ''), 3)
    // `R51X`: the English NHS fills categories without a fourth character up to four.
    return [dotted.length === 5 && dotted.endsWith('.X') ? dotted.slice(0, 3) : dotted]
  }
  if (system === icd9cm) return [withDot(code.toUpperCase().replaceAll('.', ''), code.startsWith('E') ? 4 : 3)]
  if (system === ndc) return elevenDigits(code)
  return [code]
}

/** A code as `Code` wants it: ICD with its dot, NDC as digits alone where its hyphens tell how. */
export function canonicalCode(system: string, code: string): string {
  const [first, ...others] = spellings(system, code)
  return first !== undefined && others.length === 0 ? first : code.trim()
}

interface ValueSet {
  readonly resourceType: string
  readonly id: string
  readonly title: string
  readonly description: string
  readonly date: string
  readonly compose: {
    readonly include: readonly {
      readonly system: string
      readonly concept?: readonly { readonly code: string; readonly display?: string }[]
      readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[]
    }[]
  }
}

/** A bundle of FHIR R4 ValueSets, as the files in `codes/` hold them. */
export interface ValueSets {
  readonly entry: readonly { readonly resource: ValueSet }[]
}

/** One code of a value set, with the name it has there. */
interface Listed extends Code {
  /** Id of the value set. */
  readonly set: string
  readonly display: string
}

/** The codes that value sets list one by one, in their order; branches are not among them. */
export const listedCodes = (bundles: readonly ValueSets[]): readonly Listed[] =>
  bundles
    .flatMap(({ entry }) => entry)
    .flatMap(({ resource: { id, compose } }) =>
      compose.include.flatMap(({ system, concept = [] }) =>
        concept.map(({ code, display = '' }) => ({ set: id, system, code, display })),
      ),
    )

interface Known {
  readonly exact: Map<string, readonly string[]>
  readonly branches: Map<string, readonly string[]>
  /** Length of the longest branch. */
  deepest: number
}

/** Which value sets hold a code, in one look-up: for facts that many lists are asked about. */
export class CodeIndex {
  readonly #bySystem = new Map<string, Known>()

  /** Indexes the value sets whose id passes `wanted`. */
  constructor(bundles: readonly ValueSets[], wanted: (id: string) => boolean = () => true) {
    for (const { resource } of bundles.flatMap(({ entry }) => entry)) if (wanted(resource.id)) this.add(resource)
  }

  /** Adds a value set, under its own id unless another is given. */
  add({ id: own, compose }: ValueSet, id = own): void {
    const ids = [id]
    for (const { system, concept = [], filter = [] } of compose.include) {
      const known = getOrAdd(this.#bySystem, system, () => ({ exact: new Map(), branches: new Map(), deepest: 0 }))
      for (const spelling of concept.flatMap(({ code }) => spellings(system, code))) {
        // A product-level NDC (labeler and product) stands for all its packages.
        if (system === ndc && spelling.length === 9) branch(known, spelling, ids)
        else put(known.exact, spelling, ids)
      }
      for (const { value } of filter) branch(known, spellings(system, value)[0] ?? value, ids)
    }
  }

  /** Ids of the value sets that hold the code, itself or a branch it is of. */
  idsOf({ system, code }: Code): readonly string[] {
    const known = this.#bySystem.get(system)
    if (known === undefined) return none
    let found = none
    for (const spelling of spellings(system, code)) {
      found = both(found, known.exact.get(spelling))
      // Codes come from clients and may be of any length: no prefix longer than the longest branch can match.
      for (let end = Math.min(spelling.length, known.deepest); end >= 3; end--) {
        found = both(found, known.branches.get(end === spelling.length ? spelling : spelling.slice(0, end)))
      }
    }
    return found
  }
}

const none: readonly string[] = []
const both = (some: readonly string[], more: readonly string[] | undefined): readonly string[] =>
  more === undefined ? some : some.length === 0 ? more : [...some, ...more]

/** Adds to what a map has under a key. Most codes are of one value set, and share its list. */
const put = (map: Map<string, readonly string[]>, key: string, ids: readonly string[]): unknown =>
  map.set(key, both(map.get(key) ?? none, ids))

function branch(known: Known, of: string, ids: readonly string[]): void {
  known.deepest = Math.max(known.deepest, of.length)
  put(known.branches, of, ids)
}

/** One or several value sets, asked as one. */
export interface CodeList {
  readonly has: (code: Code) => boolean
  /** Any code of the concept is in the list. */
  readonly holds: (concept: Concept) => boolean
}

/** Lists whose answers fit into one number. */
const bits = 31

/**
 * Makes lists of value sets, compiled once: every look-up is a hash look-up, `is-a` filters of ICD-10-CM match by
 * prefix, and what all lists say of a concept is kept as one number. An unknown id is a mistake of ours and fails at
 * start.
 */
export function codeLists<Name extends string>(
  bundles: readonly ValueSets[],
  wanted: Readonly<Record<Name, readonly string[]>>,
): Readonly<Record<Name, CodeList>> {
  const byId = new Map(bundles.flatMap(({ entry }) => entry.map(({ resource }) => [resource.id, resource] as const)))
  const names = Object.keys(wanted) as Name[]
  const lists: Partial<Record<Name, CodeList>> = {}
  for (let from = 0; from < names.length; from += bits) {
    const index = new CodeIndex([])
    const group = names.slice(from, from + bits)
    const bitOf = new Map<string, number>(group.map((name, at) => [name, 1 << at]))
    const marks = remembered(({ codes }) =>
      codes.flatMap((code) => index.idsOf(code)).reduce((all, name) => all | (bitOf.get(name) ?? 0), 0),
    )
    for (const [name, bit] of bitOf as Map<Name, number>) {
      for (const id of wanted[name]) {
        const set = byId.get(id)
        if (set === undefined) throw new Error(`There is no value set ${id}`)
        index.add(set, name)
      }
      lists[name] = {
        has: (code) => index.idsOf(code).includes(name),
        holds: (concept) => (marks(concept) & bit) !== 0,
      }
    }
  }
  return lists as Record<Name, CodeList>
}

/** Longer than any name or instruction. Patterns scan words again and again, so their length has to be bounded. */
const longest = 1000

/** Blanks that are more, or others, than the one that patterns have between words. Lines stay apart: a new one may end a thought. */
const blanks = /[^\S\n]{2,}|[^\S\n ]/g

/** Words as patterns may read them: in plain signs, with one blank between words, of bounded length. */
export function bounded(words: string): string {
  const plain = plainly(beginningOf(words, 10 * longest)).replace(blanks, ' ')
  return plain.length <= longest ? plain : beginningOf(plain.replace(/\s+/g, ' '), longest)
}

/** Words of a concept, for reading: its text and the displays of its codes. */
export function wordsOf({ text, codes }: Concept): readonly string[] {
  const said: string[] = []
  const add = (words: string | undefined): void => {
    if (words !== undefined && words.trim() !== '') said.push(bounded(words))
  }
  add(text)
  for (const { display } of codes) add(display)
  return said
}

/** The words of a concept, each once: a text is often the display of its code. */
export function distinctWordsOf(concept: Concept): readonly string[] {
  const said = wordsOf(concept)
  return said.length < 2 ? said : said.length === 2 && said[0] === said[1] ? said.slice(1) : [...new Set(said)]
}

/** The words of a concept, for showing: as the chart has them. */
export function nameOf({ text, codes }: Concept): string | undefined {
  const said = [text, ...codes.map(({ display }) => display)]
  const name = said.find((words) => words !== undefined && words.trim() !== '')
  return name === undefined ? undefined : beginningOf(name, longest)
}

/** Semantic tags of SNOMED CT. What else stands in brackets may say more: `(ruled out)`. */
const tag =
  /\s?\((?:disorder|finding|situation|event|procedure|regime\/therapy|observable entity|qualifier value|environment|substance|product|physical object|morphologic abnormality|body structure|person|record artifact)\)$/
/** Without the semantic tag that names of SNOMED CT end in: that of every procedure is "(procedure)". */
export const withoutTag = (name: string): string => name.replace(tag, '')
/** A name for comparison as a whole. */
const wholeName = (name: string): string => withoutTag(name.trim().toLowerCase())

/** Ids of the value sets whose code is named just so: a concept that is called as a code is means what the code does. */
export function setsByName(listed: readonly Listed[]): (name: string) => readonly string[] {
  const found = new Map<string, readonly string[]>()
  for (const { set, display } of listed) {
    const name = wholeName(display)
    if (found.get(name)?.includes(set) !== true) put(found, name, [set])
  }
  return (name) => found.get(wholeName(name)) ?? none
}

/** A whole-word matcher for any of the words or phrases, without regard to case; a hyphen or blank between words is the same. */
export function anyWord(words: readonly string[]): (text: string) => boolean {
  const pattern = wordPattern(words)
  return (text) => pattern.test(text)
}

/** The pattern of `anyWord`, for those who need the place of a word. */
export function wordPattern(words: readonly string[]): RegExp {
  const body = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[\s-]+/g, '[\\s-]+')).join('|')
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${body})(?![\\p{L}\\p{N}])`, 'iu')
}

/**
 * Words are read where no code of ICD-10-CM says what a problem is: its branches are listed whole. Of SNOMED CT only
 * some codes are listed, of ICD-9-CM and of local systems fewer or none.
 */
export const saysByWords = (concept: Concept, said: (text: string) => boolean): boolean =>
  !concept.codes.some(({ system }) => system === icd10cm) && wordsOf(concept).some(said)
