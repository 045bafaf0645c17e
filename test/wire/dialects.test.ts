import type { MedicationRequest } from 'fhir/r4.js'
import type { Guidance, Indicator, Option, Speaks, Suggestion } from '../../cards/guidance.ts'
import type { Caller, DialectName } from '../../src/security/caller.ts'
import type { Issued, WireContext } from '../../src/wire/card.ts'
import { shape } from '../../src/wire/dialects.ts'

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'

const guidance = {
  id: 'a-card',
  version: '2.3.4',
  topic: { system: 'https://example.org/topics', code: 'a-Topic.1', display: 'A topic' },
  overrideReasonSystem: 'https://example.org/reasons',
} as Guidance

const removal = { key: 'MedicationRequest/old-1', description: 'Remove the old drug' }

const alternative = (id: string, recommended = false): Suggestion => ({
  label: `${id} 10 mg once`,
  recommended,
  alternative: id,
  prescribe: {
    description: `Draft an order of ${id}`,
    prescription: {
      drug: { system: rxnorm, code: '1', display: `${id} 10 MG Oral Tablet` },
      text: `${id} 10 mg tablet`,
      route: { system: 'http://snomed.info/sct', code: '26643006', display: 'Oral route' },
      sig: `Take ${id} 10 mg once`,
      dose: { value: 10, unit: 'mg' },
      reason: { codes: [], text: 'a reason' },
    },
  },
  remove: [removal],
})

const option = (id: string, over: Partial<Option> = {}): Option => ({
  alternative: id,
  label: id,
  strength: 'Strong for',
  offered: true,
  recommended: false,
  remarks: [],
  ...over,
})

const aDecision = (over: Partial<Speaks> = {}): Speaks => ({
  kind: 'speaks',
  row: '1',
  card: {
    summary: 'A summary',
    indicator: 'warning',
    detail: 'The detail.',
    source: { label: 'A guideline', url: 'https://example.org/guideline' },
    suggestions: [
      alternative('first', true),
      alternative('second'),
      { label: 'Remove the order', recommended: false, remove: [removal] },
    ],
    links: [{ label: 'The paper', url: 'https://example.org/paper' }],
    overrideReasons: [{ code: 'because', display: 'Because' }],
  },
  evidence: [],
  missing: [],
  options: [option('first', { recommended: true }), option('second')],
  mattered: [],
  ...over,
})

function shaped(dialect: DialectName, over: Partial<Caller & WireContext> = {}, decision = aDecision()): Issued {
  let count = 0
  const resource = { resourceType: 'MedicationRequest', id: 'old-1', subject: { reference: 'Patient/p1' } }
  const context = { userId: 'Practitioner/1', patientId: 'p1', draftOrders: {} }
  return shape(
    decision,
    { id: 'site', fhirServers: [], dialect, ...over },
    {
      guidance,
      request: { hook: 'order-select', hookInstance: 'h', context },
      drafts: [{ resource, underReview: true }],
      version: 'R4',
      newId: () => `uuid-${(count += 1)}`,
      smartApp: 'https://cds.example.org/smart/launch.html',
      ...over,
    },
  )
}

const actions = ({ card }: Issued): string[][] =>
  (card.suggestions ?? []).map((suggestion) => suggestion.actions.map(({ type }) => type))
const created = ({ card }: Issued): MedicationRequest[] =>
  (card.suggestions ?? []).flatMap((suggestion) =>
    suggestion.actions.flatMap(({ resource }) => (resource === undefined ? [] : [resource as MedicationRequest])),
  )

it.each(['spec', 'epic', 'sandbox'] as const)(
  'looks at each of many drafts once or twice, whatever is removed: %s',
  (dialect) => {
    let looks = 0
    const drafts = Array.from({ length: 200 }, (_, n) => ({
      resource: {
        resourceType: 'MedicationRequest',
        get id() {
          looks += 1
          return `other-${n}`
        },
      },
      underReview: true,
    }))
    const remove = drafts.map((_, n) => ({ key: `MedicationRequest/old-${n}`, description: 'Remove the old drug' }))
    const { card } = aDecision()
    const suggestions = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...alternative(id), remove }))
    shaped(dialect, { drafts }, aDecision({ card: { ...card, suggestions } }))
    expect(looks).toBeLessThanOrEqual(2 * drafts.length)
  },
)

describe('the spec dialect', () => {
  it('swaps in one suggestion, create before delete', () => {
    expect(actions(shaped('spec'))).toEqual([['create', 'delete'], ['create', 'delete'], ['delete']])
    expect(shaped('spec').card.selectionBehavior).toBe('at-most-one')
  })

  it('names RxNorm by its URI and carries the dosage', () => {
    const [order] = created(shaped('spec'))
    expect(order?.medicationCodeableConcept?.coding?.[0]?.system).toBe(rxnorm)
    expect(order?.dosageInstruction?.[0]?.text).toBe('Take first 10 mg once')
  })

  it('links the SMART app with the rule, its version and the row, and nothing of the patient', () => {
    const [link] = shaped('spec').card.links ?? []
    expect(link).toMatchObject({ type: 'smart', url: 'https://cds.example.org/smart/launch.html' })
    expect(JSON.parse(link?.appContext ?? '')).toEqual({ rule: 'a-card', version: '2.3.4', row: '1' })
  })

  it('links the sources behind the SMART app, each link with a label', () => {
    const links = shaped('spec').card.links ?? []
    expect(links.map(({ type }) => type)).toEqual(['smart', 'absolute'])
    expect(links.every(({ label }) => label !== '' && label !== undefined)).toBe(true)
  })

  it.each(['spec', 'epic', 'sandbox'] as const)('gives the override reasons with their system: %s', (dialect) => {
    expect(shaped(dialect).card.overrideReasons).toEqual([
      { code: 'because', display: 'Because', system: 'https://example.org/reasons' },
    ])
  })

  it('orders for the first draft under review where a suggestion removes none', () => {
    const draft = (id: string, underReview: boolean): WireContext['drafts'][number] => ({
      resource: { resourceType: 'MedicationRequest', id, requester: { reference: `Practitioner/${id}` } },
      underReview,
    })
    const drafts = [draft('other', false), draft('first', true), draft('second', true)]
    const { card } = aDecision()
    const kept = aDecision({ card: { ...card, suggestions: [{ ...alternative('first'), remove: [] }] } })
    expect(created(shaped('spec', { drafts }, kept))[0]?.requester).toEqual({ reference: 'Practitioner/first' })
    const third = [{ key: 'MedicationRequest/second', description: 'Remove it' }]
    const swapped = aDecision({ card: { ...card, suggestions: [{ ...alternative('first'), remove: third }] } })
    expect(created(shaped('spec', { drafts }, swapped))[0]?.requester).toEqual({ reference: 'Practitioner/second' })
  })

  it('links no SMART app where none is configured', () => {
    expect(shaped('spec', { smartApp: undefined as never }).card.links?.map(({ type }) => type)).toEqual(['absolute'])
  })

  it('tells which suggestion stands for which alternative', () => {
    const { card, suggestions } = shaped('spec')
    expect(suggestions).toEqual([
      { uuid: card.suggestions?.[0]?.uuid, alternative: 'first' },
      { uuid: card.suggestions?.[1]?.uuid, alternative: 'second' },
      { uuid: card.suggestions?.[2]?.uuid },
    ])
  })

  it.each(['DSTU2', 'STU3', 'R5'] as const)('writes alternatives as text for %s drafts and keeps the removal', (v) => {
    const issued = shaped('spec', { version: v })
    expect(actions(issued)).toEqual([['delete']])
    expect(issued.card.detail).toContain('- first 10 mg once: Take first 10 mg once')
  })

  it('has no suggestions member when nothing is left to do', () => {
    const decision = aDecision()
    const bare = { ...decision, card: { ...decision.card, suggestions: [] } }
    const { card } = shaped('spec', {}, bare)
    expect(card).not.toHaveProperty('suggestions')
    expect(card).not.toHaveProperty('selectionBehavior')
  })
})

describe('the epic dialect', () => {
  it('takes any selection and puts one action in each suggestion, each draft removed once', () => {
    expect(shaped('epic').card.selectionBehavior).toBe('any')
    expect(actions(shaped('epic'))).toEqual([['create'], ['create'], ['delete']])
  })

  it('names the draft of a delete by a resource, too, as CDS Hooks 1.x and its documentation have it', () => {
    const removals = (dialect: 'epic' | 'spec'): readonly object[] =>
      (shaped(dialect).card.suggestions ?? []).flatMap((one) => one.actions.filter(({ type }) => type === 'delete'))
    for (const { resource, resourceId } of removals('epic') as { resource: MedicationRequest; resourceId: string }[])
      expect(`${resource.resourceType}/${resource.id}`).toBe(resourceId)
    expect(removals('epic')).toHaveLength(1)
    for (const one of removals('spec')) expect(one).not.toHaveProperty('resource')
  })

  it('says in the action description what the label would say', () => {
    const { card } = shaped('epic')
    expect(card.suggestions?.map((one) => one.actions[0]?.description)).toEqual([
      'first 10 mg once',
      'second 10 mg once',
      'Remove the old drug',
    ])
  })

  it('names RxNorm by OID', () => {
    expect(created(shaped('epic'))[0]?.medicationCodeableConcept?.coding).toEqual([
      { system: 'urn:oid:2.16.840.1.113883.6.88', code: '1', display: 'first 10 MG Oral Tablet' },
    ])
  })

  it("takes the site's own preference-list item where the mapping names one", () => {
    const system = 'urn:com.epic.cdshooks.action.code.system.preference-list-item'
    const mapping = { first: { system, code: '42' } }
    const [first, second] = created(shaped('epic', { mapping }))
    expect(first?.medicationCodeableConcept?.coding).toEqual([{ system, code: '42' }])
    expect(second?.medicationCodeableConcept?.coding?.[0]?.system).toBe('urn:oid:2.16.840.1.113883.6.88')
  })

  it('names an NDC of the mapping by OID', () => {
    const mapping = { first: { system: 'http://hl7.org/fhir/sid/ndc', code: '00000000000' } }
    const [first] = created(shaped('epic', { mapping }))
    expect(first?.medicationCodeableConcept?.coding?.[0]?.system).toBe('urn:oid:2.16.840.1.113883.6.69')
  })

  it('sends an orderable without a dosage, which the site takes from its own list', () => {
    const [order] = created(shaped('epic'))
    expect(order).not.toHaveProperty('dosageInstruction')
    expect(order).toMatchObject({
      resourceType: 'MedicationRequest',
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Patient/p1' },
      medicationCodeableConcept: { text: 'first 10 mg tablet' },
    })
  })

  it('writes an adjusted dose as text, for an orderable would lose the adjustment', () => {
    const remarks = [{ rule: 'halved', effect: 'adjusted' as const, because: 'interaction' }]
    const decision = aDecision({ options: [option('first', { remarks }), option('second')] })
    const issued = shaped('epic', {}, decision)
    expect(issued.suggestions.map((one) => one.alternative)).toEqual(['second', undefined])
    expect(issued.card.detail).toContain('- first 10 mg once')
  })

  it('preselects the removal together with the alternative that replaces it, never half a swap', () => {
    expect(shaped('epic').card.suggestions?.map((one) => one.isRecommended)).toEqual([true, undefined, true])
    const decision = aDecision()
    const suggestions = [alternative('first'), ...decision.card.suggestions.slice(1)]
    const none = shaped('epic', {}, { ...decision, card: { ...decision.card, suggestions } })
    expect(none.card.suggestions?.map((one) => one.isRecommended)).toEqual([undefined, undefined, undefined])
  })

  it('preselects no removal when the recommended alternative cannot be ordered', () => {
    const remarks = [{ rule: 'halved', effect: 'adjusted' as const, because: 'interaction' }]
    const decision = aDecision({ options: [option('first', { remarks }), option('second')] })
    expect(shaped('epic', {}, decision).card.suggestions?.some((one) => one.isRecommended)).toBe(false)
  })

  it('has a topic code of letters and digits, at most 100', () => {
    expect(shaped('epic').card.source.topic?.code).toBe('aTopic1')
    const long = { ...guidance, topic: { ...guidance.topic, code: 'x'.repeat(120) } }
    expect(shaped('epic', { guidance: long }).card.source.topic?.code).toHaveLength(100)
  })

  it('has a topic code for each gravity, so that overriding a mild card mutes no graver one', () => {
    const codeOf = (dialect: DialectName, indicator: Indicator, topic = guidance.topic): string | undefined => {
      const decision = aDecision()
      const over = { guidance: { ...guidance, topic } }
      return shaped(dialect, over, { ...decision, card: { ...decision.card, indicator } }).card.source.topic?.code
    }
    const gravities = ['info', 'warning', 'critical'] as const
    expect(gravities.map((one) => codeOf('epic', one))).toEqual(['aTopic1Info', 'aTopic1', 'aTopic1Critical'])
    expect(gravities.map((one) => codeOf('spec', one))).toEqual(['a-Topic.1', 'a-Topic.1', 'a-Topic.1'])
    expect(codeOf('epic', 'critical', { ...guidance.topic, code: 'x'.repeat(120) })).toBe(`${'x'.repeat(92)}Critical`)
  })

  it('links no SMART app, which needs registration, and keeps absolute links', () => {
    expect(shaped('epic').card.links).toEqual([
      { label: 'The paper', url: 'https://example.org/paper', type: 'absolute' },
    ])
  })
})

describe('the sandbox dialect', () => {
  it('creates before it deletes, with words and a first coding', () => {
    expect(actions(shaped('sandbox'))[0]).toEqual(['create', 'delete'])
    const [order] = created(shaped('sandbox'))
    expect(order?.medicationCodeableConcept).toMatchObject({ text: 'first 10 mg tablet', coding: [{ code: '1' }] })
  })

  it('holds no extension anywhere', () => {
    expect(JSON.stringify(shaped('sandbox').card)).not.toContain('extension')
  })
})

describe('the text-only dialect', () => {
  it('has no suggestions, links or override reasons: every option is in the words', () => {
    const { card, suggestions } = shaped('text-only')
    expect(Object.keys(card).toSorted()).toEqual(['detail', 'indicator', 'source', 'summary', 'uuid'])
    expect(suggestions).toEqual([])
    expect(card.detail).toContain('- first 10 mg once: Take first 10 mg once')
    expect(card.detail).toContain('- second 10 mg once: Take second 10 mg once')
  })
})
