import { type Call, bundle } from './a-call.ts'
import { anEncounter, anIvKetamineDraft, decided, icd } from './decided.ts'

/** Who orders, and where: the names that requests give a service by. Of a refractory migraine the row tells. */

const ketamine = (over: object = {}): object => anIvKetamineDraft({ reasonCode: [icd('G43.901')], ...over })
async function row(call: Call): Promise<string> {
  const prefetch = { encounter: anEncounter(), ...(call.prefetch as object | undefined) }
  const decision = await decided({ context: { encounterId: 'e1' }, ...call, prefetch }, 'male')
  return decision.kind === 'speaks' ? decision.row : decision.kind
}

it.each<[string, object, string]>([
  ['a service', { serviceProvider: { display: 'Ambulatory Infusion Centre' } }, '4'],
  ['a hospital', { serviceProvider: { reference: 'Organization/o1', display: 'General Hospital' } }, '1'],
  ['nobody', { serviceProvider: { reference: 'Organization/o1' } }, '1'],
])('an encounter at %s', async (_, over, expected) => {
  expect(await row({ drafts: [ketamine()], prefetch: { encounter: anEncounter(over) } })).toBe(expected)
})

const role = (over: object = {}): object => ({ resourceType: 'PractitionerRole', id: 'r1', ...over })
it.each<[string, object, object | undefined, string]>([
  ['a service by its display', { display: 'Neurology Service' }, undefined, '4'],
  ['an organisation', { reference: 'Organization/o1', display: 'Headache Clinic' }, undefined, '4'],
  [
    'an organisation that was supplied',
    { reference: 'Organization/o1' },
    { resourceType: 'Organization', id: 'o1', name: 'Headache Clinic' },
    '4',
  ],
  ['somebody in a role', { reference: 'PractitionerRole/r1', display: 'Ana Diaz, Neurology' }, undefined, '4'],
  [
    'a role at an organisation',
    { reference: 'PractitionerRole/r1' },
    role({ organization: { display: 'Pain Clinic' } }),
    '4',
  ],
  [
    'a role of a service',
    { reference: 'PractitionerRole/r1' },
    role({ healthcareService: [{ display: 'Neurology' }] }),
    '4',
  ],
  [
    'a role of a specialty elsewhere',
    { reference: 'PractitionerRole/r1' },
    role({ specialty: [{ text: 'Internal medicine' }], organization: { display: 'Headache Center' } }),
    '4',
  ],
  ['a specialist', { reference: 'PractitionerRole/r1' }, role({ specialty: [{ text: 'Neurology' }] }), '4'],
  ['another service', { display: 'Emergency Department' }, undefined, '1'],
  [
    'another role',
    { reference: 'PractitionerRole/r1', display: 'Ana Diaz, Emergency' },
    role({ specialty: [{ text: 'Emergency medicine' }] }),
    '1',
  ],
  ['a person with such a name', { reference: 'Practitioner/u1', display: 'Neurology, Ana' }, undefined, '1'],
  ['a person of that type', { type: 'Practitioner', display: 'Neurology, Ana' }, undefined, '1'],
  ['nobody', {}, undefined, '1'],
])('an order by %s', async (_, requester, supplied, expected) => {
  const prefetch = supplied === undefined ? {} : { who: bundle(supplied) }
  expect(await row({ drafts: [ketamine({ requester })], prefetch })).toBe(expected)
})
it('an order of STU3 and of DSTU2', async () => {
  expect(await row({ drafts: [ketamine({ requester: { agent: { display: 'Neurology Service' } } })] })).toBe('4')
  expect(
    await row({ drafts: [ketamine({ prescriber: { reference: 'Practitioner/u2', display: 'Neurology' } })] }),
  ).toBe('1')
})
