import type { ValueSets } from '../../../cards/terminology.ts'
import { agentIds } from '../../../cards/iv-ketamine-for-migraine/agents.ts'
import contraindications from '../../../cards/iv-ketamine-for-migraine/codes/contraindications.json' with { type: 'json' }
import observations from '../../../cards/iv-ketamine-for-migraine/codes/observations.json' with { type: 'json' }
import { conditionNames } from '../../../cards/iv-ketamine-for-migraine/condition-names.ts'
import { classNames, knownByName } from '../../../cards/iv-ketamine-for-migraine/drug-classes.ts'
import { drugNames } from '../../../cards/iv-ketamine-for-migraine/drug-names.ts'
import { rolesOf } from '../../../cards/iv-ketamine-for-migraine/medications.ts'
import { recommendation } from '../../../cards/iv-ketamine-for-migraine/recommendation.ts'
import { rules, switchableRules } from '../../../cards/iv-ketamine-for-migraine/rules.ts'
import { aCondition, aMedication, icd, rx } from './builders.ts'
import { offered, rulesFor, screened, fitting } from './screened.ts'

const sets = new Set(
  [contraindications, observations].flatMap((bundle) =>
    (bundle as unknown as ValueSets).entry.map(({ resource }) => resource.id),
  ),
)
const isNamed = (list: string): boolean =>
  list in knownByName ||
  list in classNames ||
  (list.startsWith('ingredient-') && rolesOf(list.slice('ingredient-'.length)).size > 0)

const listsOf = rules.flatMap(({ id, criterion }) =>
  'lists' in criterion ? criterion.lists.map((list) => [id, list] as const) : [],
)

describe('the rules', () => {
  it('have ids of their own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s has a source, a verification and agents', (_, rule) => {
    expect(rule.sources.length).toBeGreaterThan(0)
    expect(rule.sources.every((source) => source.trim() !== '')).toBe(true)
    expect(['verified', 'secondary', 'recalled', 'policy']).toContain(rule.verification)
    expect(rule.agents.length).toBeGreaterThan(0)
    expect(rule.agents.every((agent) => agentIds.includes(agent))).toBe(true)
    expect(rule.title).not.toBe('')
  })

  it.each(listsOf)('%s names a list that exists: %s', (_, list) => {
    expect(sets.has(list) || isNamed(list)).toBe(true)
  })

  it('put an adjustment into an order and into words, and nothing else', () => {
    for (const { action, form, sentence } of rules) {
      expect(form === undefined).toBe(action !== 'adjust')
      expect(sentence === undefined).toBe(action !== 'adjust')
    }
  })

  it('put no recalled fact into words', () => {
    const worded = rules.filter(({ sentence }) => sentence !== undefined).map(({ verification }) => verification)
    expect(new Set(worded)).toEqual(new Set(['verified', 'secondary']))
  })

  it('read disease names only into value sets that exist and that a rule asks', () => {
    const asked = new Set<string>(listsOf.map(([, list]) => list))
    expect(Object.keys(conditionNames).filter((id) => !sets.has(id) || !asked.has(id))).toEqual([])
  })

  it('read brand and other names only into ingredients that a rule or an agent knows', () => {
    const unknown = drugNames.flatMap(({ names }) =>
      Object.entries(names).filter(([, ingredients]) => ingredients.some((name) => rolesOf(name).size === 0)),
    )
    expect(unknown).toEqual([])
    expect(drugNames.every(({ source }) => source !== '')).toBe(true)
  })

  it('let a site switch off what is recalled or local, and nothing that was verified or that the table fixes', () => {
    const verifications = new Set(
      rules.filter(({ id }) => switchableRules.includes(id)).map(({ verification }) => verification),
    )
    expect([...verifications].toSorted()).toEqual(['policy', 'recalled'])
    expect(switchableRules).toEqual(expect.arrayContaining(['nsaid-heart-failure', 'nsaid-anticoagulant']))
    for (const id of [
      'triptan-ihd',
      'pregnant',
      'triptan-severe-hepatic-class',
      'failed',
      'oral-route',
      'nsaid-egfr-30',
    ]) {
      expect(switchableRules).not.toContain(id)
    }
  })

  it('may be switched off wherever what they rest on says so', () => {
    const proposed = rules.filter(
      ({ action, sources }) =>
        action === 'exclude' && sources.some((one) => one === 'local proposal' || one === 'general knowledge'),
    )
    expect(proposed.map(({ id }) => id).filter((id) => !switchableRules.includes(id))).toEqual([])
  })

  it('heed a switch of a recalled rule', () => {
    const chart = { conditions: [aCondition(icd('I50.9', 'Heart failure, unspecified'))] }
    expect(fitting(screened(chart))).not.toContain('ibuprofen')
    const off = screened({ ...chart, policy: { rules: { 'nsaid-heart-failure': 'off' } } })
    expect(fitting(off)).toContain('ibuprofen')
    expect(offered(off)).toContain('aac')
    const daily = { category: 'community', dosages: [{ dose: { value: 625, unit: 'mg' }, perDay: 4 }] }
    const medications = [aMedication(rx('198440', 'acetaminophen 500 MG Oral Tablet'), daily)]
    const frail = { patient: { birthDate: '1940-01-01' }, medications }
    expect(fitting(screened(frail))).not.toContain('acetaminophen')
    expect(
      fitting(screened({ ...frail, policy: { rules: { 'acetaminophen-daily-maximum-frail': 'off' } } })),
    ).toContain('acetaminophen')
  })

  it('ignore a switch of a verified rule', () => {
    const found = screened({
      conditions: [aCondition(icd('I25.10', 'Coronary artery disease'))],
      policy: { rules: { 'triptan-ihd': 'off' } },
    })
    expect(rulesFor(found, 'sumatriptan-po')).toContain('triptan-ihd')
  })

  it('ignore a switch of what the When / Then table fixes', () => {
    const found = screened({ context: { nonOral: icd('R11.2') }, policy: { rules: { 'oral-route': 'off' } } })
    expect(rulesFor(found, 'ibuprofen')).toContain('oral-route')
  })

  it('keep ignoring it for a warning', () => {
    const found = screened({
      medications: [aMedication(rx('312940', 'sertraline 50 MG Oral Tablet'))],
      policy: { rules: { 'triptan-serotonergic': 'off' } },
    })
    expect(rulesFor(found, 'sumatriptan-po')).toContain('triptan-serotonergic')
    const pressed = screened({
      conditions: [aCondition(icd('I10', 'Hypertension'))],
      policy: { rules: { 'triptan-hypertension': 'off' } },
    })
    expect(rulesFor(pressed, 'sumatriptan-po')).toContain('triptan-hypertension')
  })

  it('write down what they cannot compute', () => {
    expect(recommendation.limits.length).toBeGreaterThan(10)
    expect(recommendation.limits.join(' ')).toMatch(/diabetes/)
  })
})
