import type { Concept, Encounter } from '../../cards/facts.ts'
import { actCode } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import { reasonsOf } from './facts-reasons.ts'
import { type Mutable, both, concept, concepts, date, first, records, text, token } from './facts-values.ts'
import type { Reader } from './reader.ts'
import { displayIn } from './references.ts'

const classCodes = ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'EMER', 'AMB', 'HH', 'FLD', 'SS', 'VR', 'PRENC']

/** DSTU2's encounter classes, vendors' words for the same, and codes without their system, as HL7 v3 ActCode. */
const classByWord: Readonly<Record<string, string>> = {
  ...Object.fromEntries(classCodes.map((code) => [code.toLowerCase(), code])),
  'inpatient encounter': 'IMP',
  'inpatient acute': 'ACUTE',
  'inpatient non-acute': 'NONAC',
  'observation encounter': 'OBSENC',
  inpatient: 'IMP',
  emergency: 'EMER',
  ambulatory: 'AMB',
  outpatient: 'AMB',
  home: 'HH',
  field: 'FLD',
  daytime: 'SS',
  virtual: 'VR',
  observation: 'OBSENC',
}

/** Codes and displays as they stand, of a Coding or of CodeableConcepts: also those of codings without a system. */
const bareWords = (value: unknown): readonly (string | undefined)[] =>
  records(value).flatMap((one) =>
    [one, ...records(one['coding'])].flatMap(({ code, display }) => [token(code), text(display)]),
  )

function classOf(value: unknown): Concept | undefined {
  const said = concept(value)
  const codes = said?.codes ?? []
  if (codes.some((code) => code.system === actCode)) return said
  const words = [said?.text, ...codes.flatMap(({ code, display }) => [display, code]), ...bareWords(value)]
  for (const word of words) {
    const lower = word?.toLowerCase() ?? ''
    const code = Object.hasOwn(classByWord, lower) ? classByWord[lower] : undefined
    if (code !== undefined) return { ...said, codes: [...codes, { system: actCode, code }] }
  }
  return said
}

/** Where the patient has been (`completed`) or will be (`planned`, `reserved`) says nothing of now. */
const elsewhere: ReadonlySet<string | undefined> = new Set(['completed', 'planned', 'reserved'])

function placesOf(resource: Resource): readonly Concept[] {
  const names = records(resource['location'])
    .filter(({ status, period }) => !elsewhere.has(token(status)) && first(period)?.['end'] === undefined)
    .map(({ location }) => text(first(location)?.['display']))
  return names.flatMap((name) => (name === undefined ? [] : { text: name, codes: [] }))
}

export function encounterOf(resource: Resource, reader: Reader): Encounter {
  const encounter: Mutable<Encounter> = {
    reasons: reasonsOf(resource, reader),
    service: concepts(both(resource['type'], resource['serviceType'])),
  }
  const places = placesOf(resource)
  if (places.length > 0) encounter.places = places
  const provider = displayIn(resource['serviceProvider'])
  if (provider !== undefined) encounter.provider = { text: provider, codes: [] }
  const kind = classOf(resource['class'])
  if (kind !== undefined) encounter.class = kind
  const start = date(first(resource['period'])?.['start']) ?? date(first(resource['actualPeriod'])?.['start'])
  if (start !== undefined) encounter.start = start
  return encounter
}
