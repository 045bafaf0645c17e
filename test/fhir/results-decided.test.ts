import type { Speaks } from '../../cards/guidance.ts'
import { bundle } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, speaking } from './decided.ts'

/** From a laboratory's message to the card: a result is not lost on the way for how it is written. */

const ketamine = anIvKetamineDraft({ reasonCode: [icd('G43.909')] })
const loinc = (code: string, over: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: '2026-02-28T08:00:00Z',
  ...over,
})
async function spoken(gender: 'female' | 'male', ...observations: readonly object[]): Promise<Speaks> {
  return speaking(await decided({ drafts: [ketamine], prefetch: { observations: bundle(...observations) } }, gender))
}
const offered = ({ card }: Speaks): readonly (string | undefined)[] =>
  card.suggestions.flatMap(({ prescribe, alternative }) => (prescribe === undefined ? [] : [alternative]))

describe.each([
  [
    '98979-8',
    [
      { valueString: '25 (L)' },
      { valueString: '22 mL/min/1.73m2 (L)' },
      { valueString: '<15 (L)' },
      { valueString: 'Less than 15' },
      { valueString: '25 mL/min/1.73 m^2' },
      { valueString: '25 mL/min/1.73 sq m' },
      { valueString: '25 mL/min per 1.73 m2' },
      { valueString: '25*' },
      { valueString: '15-29' },
      { valueRange: { low: { value: 25 }, high: { value: 29 } } },
      { valueCodeableConcept: { text: '<15' } },
      { valueQuantity: { value: 30, comparator: '<=' } },
      { valueString: 'about 22' },
    ],
  ],
  ['777-3', [{ valueString: '45 (LL)' }, { valueString: '45 10E3/uL' }, { valueString: '45 x10(3)/mcL' }]],
])('%s leaves the NSAIDs out', (code, results) => {
  it.each<object>(results)('%j', async (result) => {
    const older = loinc(code, { valueQuantity: { value: 90 }, effectiveDateTime: '2026-01-10' })
    for (const decision of [
      await spoken('male', loinc(code, result)),
      await spoken('male', older, loinc(code, result)),
    ]) {
      expect(offered(decision)).not.toContain('aac')
      expect(offered(decision)).not.toContain('ibuprofen')
      expect(decision.card.detail).toMatch(code === '777-3' ? /platelets 45/ : /eGFR (?:&lt;|≤)?(?:15|2\d|30|not read)/)
    }
    expect(offered(await spoken('male', older))).toContain('aac')
  })
})

it.each(['normal, 250', 'adequate (>100)', '250 K/uL'])('platelets of %s leave nothing out', async (valueString) => {
  expect(offered(await spoken('male', loinc('777-3', { valueString })))).toContain('ibuprofen')
})

describe('no result', () => {
  it.each(['See Note 1', 'comment: 1', 'see report dated 2/1/26', 'Performed at outside lab 123', 'Note 4'])(
    'leaves nothing out: %s',
    async (valueString) => {
      const found = offered(await spoken('male', loinc('98979-8', { valueString })))
      expect(found).toEqual(['aac', 'sumatriptan-po', 'ibuprofen'])
    },
  )
  it.each([
    'see comment: eGFR 22',
    'comment: low',
    'Note: <15',
    'report: 22 mL/min',
    'see note, value reduced',
    'performed at outside lab: 22',
    'Performed at lab, low',
  ])('is not what tells of one: %s', async (valueString) => {
    expect(offered(await spoken('male', loinc('98979-8', { valueString })))).not.toContain('ibuprofen')
  })
})

const pos = { interpretation: [{ coding: [{ code: 'POS' }] }] }
const miu = (value: number): object => ({
  valueQuantity: { value, unit: 'mIU/mL', system: 'http://unitsofmeasure.org', code: 'm[IU]/mL' },
})

describe('a pregnancy', () => {
  it.each<[string, object]>([
    ['2118-8', { ...miu(4500), ...pos }],
    ['2106-3', miu(4500)],
    ['2118-8', { ...miu(12), ...pos }],
    ['2118-8', { valueString: '4,500 mIU/mL (H)' }],
    ['19080-1', miu(52_000)],
    ['21198-7', { valueString: '52000' }],
    ['20415-6', { valueString: '>10,000 mIU/mL' }],
    ['2106-3', { valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '10828004' }] } }],
    ['2106-3', { valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA6576-8' }] } }],
    ['2106-3', { valueString: '+' }],
    ['2106-3', { valueString: '1+' }],
    ['2106-3', { valueString: 'Present' }],
    ['82810-3', { valueString: 'Y' }],
    ['82810-3', { valueString: 'pregnant' }],
    ['11778-8', { valueString: '8/1/2026' }],
    ['11778-8', { valueString: '2026-08-01' }],
    ['11884-4', { valueQuantity: { value: 20, unit: 'weeks' } }],
    ['11885-1', { valueString: '20w3d' }],
    ['18185-9', { valueString: '24 3/7 weeks' }],
  ])('is told by %s %j, whatever an older test said', async (code, result) => {
    const older = loinc('2106-3', { valueString: 'Negative', effectiveDateTime: '2025-12-01' })
    expect((await spoken('female', older, loinc(code, result))).row).toBe('7')
    expect((await spoken('female', older)).row).toBe('1')
  })
})

describe('of a man', () => {
  const usCore = 'http://hl7.org/fhir/us/core/StructureDefinition'
  const epic = 'http://open.epic.com/FHIR/StructureDefinition/extension'
  const hl7 = 'http://hl7.org/fhir/StructureDefinition'
  const female = { coding: [{ system: 'urn:oid:1.2.840.114350.1', code: 'female', display: 'female' }] }
  const seen = async (extension: readonly object[]): Promise<string> => {
    const patient = { resourceType: 'Patient', id: 'p1', birthDate: '1985-01-01', gender: 'male', extension }
    const observations = bundle(loinc('19080-1', miu(5000)))
    const told = async (prefetch: object): Promise<Speaks> =>
      speaking(await decided({ drafts: [ketamine], prefetch: { patient, ...prefetch } }, 'male'))
    const { row } = await told({ observations })
    return `${row}, ${(await told({})).card.detail.includes('Confirm pregnancy status') ? 'to be confirmed' : 'settled'}`
  }
  it.each<object>([
    { url: `${usCore}/us-core-birthsex`, valueCode: 'F' },
    { url: `${usCore}/us-core-sex`, valueCode: '248152002' },
    { url: 'http://fhir.org/guides/argonaut/StructureDefinition/argo-birthsex', valueCode: 'F' },
    { url: `${epic}/sex-for-clinical-use`, valueCodeableConcept: female },
    {
      url: `${hl7}/patient-sexParameterForClinicalUse`,
      extension: [{ url: 'value', valueCodeableConcept: { coding: [{ code: 'female-typical' }] } }],
    },
  ])('who may bear children, hCG tells of a pregnancy: %j', async (extension) => {
    expect(await seen([{ url: `${usCore}/us-core-race` }, extension])).toBe('7, to be confirmed')
  })
  it.each<object>([
    { url: `${usCore}/us-core-birthsex`, valueCode: 'M' },
    { url: `${usCore}/us-core-birthsex`, valueCode: 'UNK' },
    { url: `${epic}/legal-sex`, valueCodeableConcept: female },
    { url: `${usCore}/us-core-genderIdentity`, valueCodeableConcept: female },
  ])('of no other, it is a tumour marker: %j', async (extension) => {
    expect(await seen([extension])).toBe('1, settled')
  })
})
