import fc from 'fast-check'
import contraindications from '../../cards/iv-ketamine-for-migraine/codes/contraindications.json' with { type: 'json' }
import type { Decision } from '../../cards/guidance.ts'
import { loinc, listedCodes, rxnorm, snomed, type ValueSets } from '../../cards/terminology.ts'
import { type Answers, bundle } from './a-call.ts'
import { anEncounter, anIvKetamineDraft, decided, icd } from './decided.ts'

/** Charts drawn from the value sets, and the same charts in other words: each gives the same card. */

type Json = Readonly<Record<string, unknown>>
const keys = ['conditions', 'allergies', 'medications', 'administrations', 'observations'] as const
type Chart = Readonly<Record<(typeof keys)[number], readonly Json[]>>

const listed = listedCodes([contraindications as unknown as ValueSets])
const ofSets = (sets: RegExp, of: string): readonly Json[] =>
  listed
    .filter(({ set, system }) => sets.test(set) && system === of)
    .map(({ system, code, display }) => ({ coding: [{ system, code, display }], text: display }))
const problems = [...ofSets(/^(?!drug|allergen|reaction)/, snomed), icd('I25.10'), icd('N18.4'), icd('G43.711')]
const drugs = ofSets(/^drug-/, rxnorm)
const allergens = ofSets(/^allergen-/, rxnorm)

const subject = { reference: 'Patient/p1' }
const encounter = { reference: 'Encounter/e1' }
const status = (system: string, ...among: readonly string[]): fc.Arbitrary<Json | undefined> =>
  fc.constantFrom(
    undefined,
    ...among.map((code) => ({ coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] })),
  )
const moment = fc.constantFrom(
  undefined,
  '2026-03-01T11:00:00Z',
  '2026-03-01T04:30:00Z',
  '2026-02-28T20:00:00Z',
  '2026-02-20T08:00:00Z',
  '2026-02-26',
  '2025-12-24',
  '2025-07',
  '2019',
)
/** Written as JSON is: without what is not there. */
const written = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<Json> => one.map((it) => JSON.parse(JSON.stringify(it)) as Json)
const some = (one: fc.Arbitrary<Json>): fc.Arbitrary<readonly Json[]> =>
  fc
    .array(one, { maxLength: 3 })
    .map((all) => all.map((resource, n) => ({ ...resource, id: `${String(resource['resourceType'])}-${n}` })))

const chart: fc.Arbitrary<Chart> = fc.record({
  conditions: some(
    written(
      fc.record({
        resourceType: fc.constant('Condition'),
        subject: fc.constant(subject),
        code: fc.constantFrom(...problems),
        clinicalStatus: status('condition-clinical', 'active', 'resolved'),
        verificationStatus: status('condition-ver-status', 'confirmed', 'provisional', 'refuted'),
        onsetDateTime: moment,
        recordedDate: moment,
      }),
    ),
  ),
  allergies: some(
    written(
      fc.record({
        resourceType: fc.constant('AllergyIntolerance'),
        patient: fc.constant(subject),
        code: fc.constantFrom(...allergens),
        clinicalStatus: status('allergyintolerance-clinical', 'active', 'inactive'),
        type: fc.constantFrom(undefined, 'allergy', 'intolerance'),
        reaction: fc.constantFrom(undefined, [{ manifestation: [{ text: 'Hives' }] }]),
      }),
    ),
  ),
  medications: some(
    written(
      fc.record({
        resourceType: fc.constant('MedicationRequest'),
        subject: fc.constant(subject),
        intent: fc.constant('order'),
        status: fc.constantFrom('active', 'completed', 'stopped', 'unknown'),
        medicationCodeableConcept: fc.constantFrom(...drugs),
        authoredOn: moment,
        encounter: fc.constantFrom(undefined, encounter),
        statusReason: fc.constantFrom(undefined, { text: 'did not help' }),
      }),
    ),
  ),
  administrations: some(
    written(
      fc.record({
        resourceType: fc.constant('MedicationAdministration'),
        subject: fc.constant(subject),
        context: fc.constant(encounter),
        status: fc.constantFrom('completed', 'in-progress', 'not-done'),
        medicationCodeableConcept: fc.constantFrom(...drugs),
        effectiveDateTime: moment,
      }),
    ),
  ),
  observations: some(
    written(
      fc.record({
        resourceType: fc.constant('Observation'),
        subject: fc.constant(subject),
        status: fc.constantFrom('final', 'preliminary'),
        code: fc.constantFrom(...['98979-8', '8480-6', '777-3'].map((code) => ({ coding: [{ system: loinc, code }] }))),
        valueQuantity: fc.constantFrom({ value: 20, unit: '1' }, { value: 190, unit: '1' }),
        effectiveDateTime: moment,
      }),
    ),
  ),
})

const inEncounter = anEncounter({ period: { start: '2026-03-01T09:00:00Z' } })
const draft = anIvKetamineDraft({ reasonCode: [icd('G43.909')], encounter })
const bundles = (of: Chart): Json => Object.fromEntries(keys.map((key) => [key, bundle(...of[key])]))

async function decisionOn(prefetch: Json, more: object = {}): Promise<Decision> {
  const call = { drafts: [draft], context: { encounterId: 'e1' }, prefetch: { encounter: inEncounter, ...prefetch } }
  return decided({ ...call, ...more }, 'female')
}

const everywhere = (value: unknown, change: (text: string, key: string) => string, key = ''): unknown =>
  typeof value === 'string'
    ? change(value, key)
    : Array.isArray(value)
      ? value.map((item: unknown) => everywhere(item, change, key))
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, everywhere(item, change, name)]))
        : value
const reworded =
  (change: (text: string, key: string) => string) =>
  (of: Chart): Json =>
    everywhere(bundles(of), change) as Json
const mapped =
  (change: (resource: Json, n: number) => Json) =>
  (of: Chart): Json =>
    bundles(Object.fromEntries(keys.map((key) => [key, of[key].map(change)])) as unknown as Chart)

const oids: Readonly<Record<string, string>> = {
  [rxnorm]: 'urn:oid:2.16.840.1.113883.6.88',
  [snomed]: 'urn:oid:2.16.840.1.113883.6.96',
  [loinc]: 'urn:oid:2.16.840.1.113883.6.1',
}
const inTokyo = (text: string): string =>
  /^\d{4}-\d\d-\d\dT.*Z$/.test(text)
    ? new Date(Date.parse(text) + 9 * 3_600_000).toISOString().replace('Z', '+09:00')
    : text
const stranger = { subject: { reference: 'Patient/p2' }, patient: { reference: 'Patient/p2' } }
const inHalves = (of: Chart): Json =>
  Object.fromEntries(
    keys.flatMap((key) =>
      of[key].length < 2
        ? [[key, bundle(...of[key])]]
        : [
            [key, bundle(...of[key].slice(0, 1))],
            [`more ${key}`, bundle(...of[key].slice(1))],
          ],
    ),
  )
function contained({ medicationCodeableConcept: code, ...rest }: Json): Json {
  if (code === undefined) return rest
  return {
    ...rest,
    contained: [{ resourceType: 'Medication', id: 'm', code }],
    medicationReference: { reference: '#m' },
  }
}

const seed = Math.floor(Math.random() * 2 ** 31)

describe(`the card stays the same, with the seed ${seed},`, () => {
  it.each<[string, (of: Chart) => Json]>([
    ['in another order', (of) => mapped((one) => one)(everyKey(of, (all) => all.toReversed()))],
    ['with all said twice', (of) => bundles(everyKey(of, (all) => [...all, ...structuredClone(all)]))],
    ['with members in another order', mapped((one) => Object.fromEntries(Object.entries(one).toReversed()))],
    ['in several bundles', inHalves],
    ['with OIDs for the code systems', reworded((text, key) => (key === 'system' ? (oids[text] ?? text) : text))],
    ['in another time zone', reworded(inTokyo)],
    ['with references to versions', reworded((text, key) => (key === 'reference' ? `${text}/_history/2` : text))],
    ['with other ids', reworded((text, key) => (key === 'id' ? `other-${text}` : text))],
    ['with contained medications', mapped(contained)],
    ['with more blanks', reworded((text, key) => (key === 'text' ? text.replaceAll(' ', '  ') : text))],
    [
      'beside what is of another patient',
      (of) => bundles(everyKey(of, (all) => [...all, ...all.map((one) => ({ ...one, ...stranger, id: 'another' }))])),
    ],
  ])('%s', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(chart, async (of) => {
        expect(withoutBlanks(await decisionOn(change(of)))).toEqual(withoutBlanks(await decisionOn(bundles(of))))
      }),
      { numRuns: 25, seed },
    )
  })

  it('read from the FHIR server', async () => {
    const query: Readonly<Record<(typeof keys)[number], string>> = {
      conditions: 'Condition?patient=p1',
      allergies: 'AllergyIntolerance?patient=p1',
      medications: 'MedicationRequest?patient=p1',
      administrations: 'MedicationAdministration?patient=p1&effective-time=ge',
      observations: 'Observation?patient=p1&code=',
    }
    await fc.assert(
      fc.asyncProperty(chart, async (of) => {
        const server = new Proxy({} as Answers, {
          get: (__, asked) => of[keys.find((key) => String(asked).startsWith(query[key])) ?? 'conditions'],
        })
        const nothing = Object.fromEntries(keys.map((key) => [key, undefined]))
        expect(await decisionOn(nothing, { server, fhirServer: 'https://ehr.example.org' })).toEqual(
          await decisionOn(bundles(of)),
        )
      }),
      { numRuns: 25, seed },
    )
  })
})

describe(`no more agents fit, with the seed ${seed},`, () => {
  const fitting = (decision: Decision): readonly string[] =>
    decision.kind === 'speaks'
      ? decision.options
          .filter(({ remarks }) => remarks.every(({ effect }) => effect !== 'excluded'))
          .map(({ alternative }) => alternative)
      : []
  const leaving =
    (member: string) =>
    (one: Json): Json =>
      Object.fromEntries(Object.entries(one).filter(([name]) => name !== member))
  const inWords = ({ code, ...one }: Json): Json =>
    one['resourceType'] === 'Observation' || typeof code !== 'object' || code === null || !('text' in code)
      ? { ...one, code }
      : { ...one, code: { text: code.text } }
  it.each<[string, (of: Chart) => Json]>([
    ['where problems and allergies are told in words', mapped(inWords)],
    [
      'where results are undated',
      (of) => bundles({ ...of, observations: of.observations.map(leaving('effectiveDateTime')) }),
    ],
    ['where problems and allergies have no status', mapped(leaving('clinicalStatus'))],
    ['where the problem list is not read', (of) => ({ ...bundles(of), conditions: { resourceType: 'Junk' } })],
  ])('%s', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(chart, async (of) => {
        const before = fitting(await decisionOn(bundles(of)))
        expect(fitting(await decisionOn(change(of))).filter((id) => !before.includes(id))).toEqual([])
      }),
      { numRuns: 25, seed },
    )
  })
})

it(`records as offered what the suggestions offer, with the seed ${seed}`, async () => {
  await fc.assert(
    fc.asyncProperty(chart, async (of) => {
      const decision = await decisionOn(bundles(of))
      if (decision.kind !== 'speaks') throw new Error(decision.kind)
      const { card, options } = decision
      const suggested = card.suggestions.flatMap(({ alternative, recommended }) =>
        alternative === undefined ? [] : [{ alternative, recommended }],
      )
      const offered = options.filter(({ offered: isOffered }) => isOffered)
      expect(byName(offered.map(({ alternative, recommended }) => ({ alternative, recommended })))).toEqual(
        byName(suggested),
      )
      expect(offered.flatMap(({ remarks }) => remarks.filter(({ effect }) => effect === 'excluded'))).toEqual([])
      expect(suggested.filter(({ recommended }) => recommended).length).toBeLessThan(2)
    }),
    { numRuns: 200, seed },
  )
})

const byName = <T extends { readonly alternative: string }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => a.alternative.localeCompare(b.alternative))
const everyKey = (of: Chart, change: (all: readonly Json[]) => readonly Json[]): Chart =>
  Object.fromEntries(keys.map((key) => [key, change(of[key])])) as unknown as Chart
/** Words are cited with their blanks. */
const withoutBlanks = (decision: Decision): unknown => everywhere(decision, (text) => text.replaceAll(/ +/g, ' '))
