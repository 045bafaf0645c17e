import type { DraftEntry } from '../../hooks/hook.ts'
import { queryIn, versionOf } from '../../src/fhir/versions.ts'

const draft = (resource: object, underReview = true): DraftEntry => ({
  resource: { resourceType: 'MedicationRequest', ...resource },
  underReview,
})

describe('the version of drafts is told by their shape', () => {
  it.each<readonly [string, object, string]>([
    ['a MedicationOrder', { resourceType: 'MedicationOrder' }, 'DSTU2'],
    ['a requester with an agent', { requester: { agent: { reference: 'Practitioner/1' } } }, 'STU3'],
    ['a context', { context: { reference: 'Encounter/1' } }, 'STU3'],
    ['a dose directly in the dosage', { dosageInstruction: [{ doseQuantity: { value: 1 } }] }, 'STU3'],
    ['a range of doses there', { dosageInstruction: [{ text: 'x' }, { doseRange: {} }] }, 'STU3'],
    ['a rate there', { dosageInstruction: [{ rateQuantity: { value: 1 } }] }, 'STU3'],
    ['a range of rates there', { dosageInstruction: [{ rateRange: {} }] }, 'STU3'],
    ['a dosage in words', { dosageInstruction: [{ text: 'IV once' }] }, 'R4'],
    ['that dose beside an encounter', { encounter: {}, dosageInstruction: [{ doseQuantity: {} }] }, 'R4'],
    ['that dose beside doNotPerform', { doNotPerform: false, dosageInstruction: [{ doseQuantity: {} }] }, 'R4'],
    [
      'that dose beside a requester by reference',
      { requester: { reference: 'Practitioner/1' }, dosageInstruction: [{ doseQuantity: {} }] },
      'R4',
    ],
    [
      'that dose beside R4’s in another dosage',
      { dosageInstruction: [{ doseQuantity: {} }, { doseAndRate: [] }] },
      'R4',
    ],
    ['a medication in words of no element', { medication: { text: 'x' } }, 'R4'],
    ['a rate directly in a dosage that is an object', { dosageInstruction: { rateRatio: {} } }, 'STU3'],
    ['that dose beside what only R4 has', { category: [], dosageInstruction: [{ doseQuantity: { value: 1 } }] }, 'R4'],
    ['a medication with a concept', { medication: { concept: { text: 'x' } } }, 'R5'],
    ['a medication with a reference inside', { medication: { reference: { reference: 'Medication/1' } } }, 'R5'],
    ['a reason that is a CodeableReference', { reason: [{ concept: { text: 'x' } }] }, 'R5'],
    ['nothing in particular', {}, 'R4'],
    ['another type', { resourceType: 'ServiceRequest', context: {} }, 'R4'],
  ])('%s', (_, resource, version) => {
    expect(versionOf({}, [draft(resource)])).toBe(version)
  })

  it('of several, by one under review', () => {
    const drafts = [draft({ context: {} }, false), draft({ resourceType: 'MedicationOrder' })]
    expect(versionOf({}, drafts)).toBe('DSTU2')
  })

  it('of several of which none under review tells, by the first other', () => {
    const others = [draft({ context: {} }, false), draft({ resourceType: 'MedicationOrder' }, false)]
    expect(versionOf({}, [...others, draft({})])).toBe('STU3')
    expect(versionOf({}, [draft({}), ...others])).toBe('STU3')
  })

  it('R4 where there are none', () => {
    expect(versionOf({}, [])).toBe('R4')
  })
})

it.each([
  ['DSTU2', 'DSTU2'],
  ['stu3', 'STU3'],
  ['4.0.1', 'R4'],
  ['1.0.2', 'DSTU2'],
  ['3.0.2', 'STU3'],
  ['5.0.0', 'R5'],
  ['R5', 'R5'],
  ['r4b', 'R4'],
  [{ code: 'R5' }, 'R5'],
  [{ value: 'R4' }, 'R4'],
])('believes a client that says %s of itself', (said, version) => {
  const extension = { 'com.epic.cdshooks.request.fhir-version': said }
  const shape = version === 'STU3' ? {} : { context: {} }
  expect(versionOf({ extension }, [draft(shape)])).toBe(version)
})

it.each([['R9'], ['9.0.0'], ['2.0'], ['v1.0.2'], [7], [null], ['__proto__']])(
  'falls back to the shape where a client says %p',
  (said) => {
    const extension = { 'com.epic.cdshooks.request.fhir-version': said }
    expect(versionOf({ extension }, [draft({ context: {} })])).toBe('STU3')
  },
)

it('is told by the draft that only one version can hold, beside one that names no drug yet', () => {
  const [entered, chosen] = [draft({ encounter: {} }), draft({ medication: { concept: { text: 'x' } } })]
  expect([versionOf({}, [entered, chosen]), versionOf({}, [chosen, entered])]).toEqual(['R5', 'R5'])
})

it('asks a server of another version in its own words', () => {
  const administrations = 'MedicationAdministration?patient=1&effective-time=ge2026-01-01'
  expect(queryIn('DSTU2', 'MedicationRequest?patient=1')).toBe('MedicationOrder?patient=1')
  expect(queryIn('DSTU2', administrations)).toBe('MedicationAdministration?patient=1&effectivetime=ge2026-01-01')
  expect(queryIn('R5', administrations)).toBe('MedicationAdministration?patient=1&date=ge2026-01-01')
  expect(queryIn('R4', administrations)).toBe(administrations)
  expect(queryIn('STU3', 'MedicationRequest?patient=1')).toBe('MedicationRequest?patient=1')
})
