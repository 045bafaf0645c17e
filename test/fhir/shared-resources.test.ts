import type { Facts } from '../../cards/facts.ts'
import type { Resource } from '../../src/fhir/chart.ts'
import { aDraft, bundle, factsOf } from './a-call.ts'

/** What thousands refer to is read once or twice: before anything was asked for, and after. */

const many = 300

/** A resource that counts how often one of its members is looked at. */
function counted(resource: Resource, member: string): { readonly resource: Resource; readonly looks: () => number } {
  let looks = 0
  const value = resource[member]
  const get = (): unknown => {
    looks += 1
    return value
  }
  return {
    resource: Object.defineProperty({ ...resource }, member, { enumerable: true, get }),
    looks: () => looks,
  }
}

const codings = (length: number, display?: string): readonly object[] =>
  Array.from({ length }, (_, n) => ({
    system: 'urn:x',
    code: `c${n}`,
    ...(display === undefined ? {} : { display: `${display} ${n}` }),
  }))

const repeated = (make: (n: number) => object): readonly object[] => Array.from({ length: many }, (_, n) => make(n))

const ordersOf = (product: object, more: object = {}): readonly object[] =>
  repeated((n) => aDraft({ id: `d${n}`, medicationCodeableConcept: undefined, medicationReference: product, ...more }))

const draftsOfMixes = (itemReference: object): readonly object[] =>
  ordersOf(
    { reference: '#m' },
    { contained: [{ resourceType: 'Medication', id: 'm', ingredient: [{ itemReference }] }] },
  )

interface Case {
  readonly shared: Resource
  readonly member: string
  readonly drafts: (reference: { readonly reference: string }) => readonly object[]
  readonly prefetch?: (shared: Resource, reference: { readonly reference: string }) => Readonly<Record<string, unknown>>
}

const medication = { resourceType: 'Medication', id: 's', code: { text: 'A mix' } }
const role = { resourceType: 'PractitionerRole', id: 's', specialty: [{ text: 'Neurology' }] }
const problem = { resourceType: 'Condition', id: 's', code: { coding: codings(100, 'Migraine') } }

describe('a resource that many refer to is read once', () => {
  it.each<readonly [string, Case]>([
    [
      'the ingredients of a Medication that many orders name',
      { shared: { ...medication, ingredient: [] }, member: 'ingredient', drafts: (shared) => ordersOf(shared) },
    ],
    [
      'the code of a Medication that many orders name',
      { shared: medication, member: 'code', drafts: (shared) => ordersOf(shared) },
    ],
    [
      'a Medication that much of the chart names',
      {
        shared: { ...medication, ingredient: [] },
        member: 'ingredient',
        drafts: () => [aDraft()],
        prefetch: (_, medicationReference) => ({
          medications: bundle(
            ...repeated((n) => ({ resourceType: 'MedicationRequest', id: `m${n}`, medicationReference })),
          ),
        }),
      },
    ],
    [
      'a substance of many mixes',
      {
        shared: { resourceType: 'Substance', id: 's', code: { coding: codings(100) } },
        member: 'code',
        drafts: draftsOfMixes,
      },
    ],
    [
      'the ingredients of a mix in many mixes',
      {
        shared: { ...medication, ingredient: [{ itemCodeableConcept: { coding: codings(100) } }] },
        member: 'ingredient',
        drafts: draftsOfMixes,
      },
    ],
    [
      'the role of who ordered much',
      { shared: role, member: 'specialty', drafts: (requester) => repeated((n) => aDraft({ id: `d${n}`, requester })) },
    ],
    [
      'the reason of one order, stated many times',
      { shared: problem, member: 'code', drafts: (shared) => [aDraft({ reasonReference: repeated(() => shared) })] },
    ],
    [
      'the reason of many orders',
      {
        shared: problem,
        member: 'category',
        drafts: (shared) => repeated((n) => aDraft({ id: `d${n}`, reasonReference: [shared] })),
      },
    ],
    [
      'a diagnosis of the encounter, stated many times',
      {
        shared: problem,
        member: 'code',
        drafts: () => [aDraft()],
        prefetch: (_, condition) => ({
          encounter: { resourceType: 'Encounter', id: 'e1', diagnosis: repeated(() => ({ condition })) },
        }),
      },
    ],
  ])('%s', async (_, { shared, member, drafts, prefetch }) => {
    const { resource, looks } = counted(shared, member)
    const reference = { reference: `${shared.resourceType}/s` }
    await factsOf({
      drafts: drafts(reference),
      context: { encounterId: 'e1' },
      prefetch: { shared: resource, ...prefetch?.(resource, reference) },
    })
    expect(looks()).toBeGreaterThan(0)
    expect(looks()).toBeLessThan(10)
  })
})

describe('what is read of a resource is bounded', () => {
  const specialties = async (shared: object): Promise<Facts['orders'][number]['requesterSpecialty']> => {
    const requester = { reference: 'PractitionerRole/s' }
    const { orders } = await factsOf({ drafts: [aDraft({ requester })], prefetch: { shared } })
    return orders[0]?.requesterSpecialty
  }
  const named = repeated((n) => ({ coding: [{ system: 'urn:x', code: `c${n}` }] }))

  it.each([
    ['a role', { ...role, specialty: named }],
    ['a practitioner', { resourceType: 'PractitionerRole', id: 's', practitionerRole: [{ specialty: named }] }],
    [
      'a practitioner of many roles',
      { ...role, specialty: [], practitionerRole: named.map((one) => ({ specialty: one })) },
    ],
  ])('specialties of %s: the first twenty', async (_, shared) => {
    expect((await specialties(shared))?.codes.map(({ code }) => code)).toEqual(
      Array.from({ length: 20 }, (_one, n) => `c${n}`),
    )
  })

  it('codes of several concepts, taken together', async () => {
    const { orders } = await factsOf({ drafts: [aDraft({ medicationCodeableConcept: named })] })
    expect(orders[0]?.drug.concept.codes).toHaveLength(100)
  })

  it('names of a product beside a long code', async () => {
    const product = { resourceType: 'Medication', id: 's', code: { coding: codings(100, 'Metoprolol tartrate') } }
    const drafts = repeated((n) =>
      aDraft({
        id: `d${n}`,
        medicationCodeableConcept: undefined,
        medicationReference: { reference: 'Medication/s', display: `name ${n}` },
      }),
    )
    const { orders } = await factsOf({ drafts, prefetch: { shared: product } })
    expect(orders[0]?.drug.concept.text).toBe('name 0')
    expect(new Set(orders.map(({ drug }) => drug.concept)).size).toBeLessThan(10)
  })

  it('names of a service beside a role', async () => {
    const long = { ...role, specialty: [{ text: 'Neurology', coding: codings(100, 'Neurology') }] }
    const drafts = repeated((n) =>
      aDraft({ id: `d${n}`, requester: { reference: `PractitionerRole/s`, display: `Ward ${n}` } }),
    )
    const { orders } = await factsOf({ drafts, prefetch: { shared: long } })
    expect(orders[0]?.requesterSpecialty?.text).toBe('Neurology; Ward 0')
    expect(orders[0]?.requesterSpecialty?.codes).toHaveLength(100)
    expect(new Set(orders.map(({ requesterSpecialty }) => requesterSpecialty)).size).toBeLessThan(10)
  })

  it('but not the names that orders give a product with a short code or none', async () => {
    const drafts = repeated((n) =>
      aDraft({
        id: `d${n}`,
        medicationCodeableConcept: undefined,
        medicationReference: { reference: `Medication/${n % 2}`, display: `name ${n}` },
      }),
    )
    const free = { resourceType: 'Medication', id: '0', code: { coding: [{ system: 'urn:x', code: 'free text' }] } }
    const { orders } = await factsOf({ drafts, prefetch: { free, bare: { resourceType: 'Medication', id: '1' } } })
    expect(orders.map(({ drug }) => drug.concept.text)).toEqual(repeated(() => ({})).map((_, n) => `name ${n}`))
  })
})

it('gives all that order one mix the same list of what is in it', async () => {
  const ingredient = [{ itemReference: { reference: 'Medication/x' } }, { itemCodeableConcept: { text: 'Ketamine' } }]
  const { orders } = await factsOf({
    drafts: ordersOf({ reference: 'Medication/s' }),
    prefetch: { shared: { ...medication, ingredient } },
  })
  expect(new Set(orders.map(({ drug }) => drug.ingredients)).size).toBe(1)
  expect(orders[0]?.drug.ingredients.map(({ text }) => text)).toEqual(['Ketamine'])
})

it('gives the reasons of an order of many procedures once', async () => {
  const texts = repeated((n) => ({ text: `word ${n}` }))
  const order = { resourceType: 'DiagnosticOrder', id: 'o', item: texts.map((code) => ({ code })), reason: texts }
  const { procedures } = await factsOf({ drafts: [aDraft(), order] })
  expect(procedures).toHaveLength(many)
  expect(procedures.flatMap(({ reasons }) => reasons)).toHaveLength(many)
})

it('takes no more than a thousand reasons of one order, the first ones', async () => {
  const reasonCode = Array.from({ length: 1_500 }, (_, n) => ({ text: `word ${n}` }))
  const reasonReference = [{ reference: 'Condition/x' }]
  const { orders } = await factsOf({ drafts: [aDraft({ reasonCode, reasonReference })] })
  expect(orders[0]?.reasons.map(({ concept }) => concept.text)).toEqual(
    reasonCode.slice(0, 1_000).map(({ text }) => text),
  )
})

it('takes a problem that an order refers to twice for one reason', async () => {
  const shared = { ...problem, code: { text: 'Migraine' } }
  const reasonReference = [{ reference: 'Condition/s' }, { reference: 'Condition/x' }, { reference: 'Condition/s' }]
  const { orders } = await factsOf({ drafts: [aDraft({ reasonReference })], prefetch: { shared } })
  expect(orders[0]?.reasons.map(({ concept }) => concept.text)).toEqual(['Migraine', undefined])
})
