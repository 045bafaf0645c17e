import fc from 'fast-check'
import type { ValueSets } from '../../../cards/terminology.ts'
import { type Agent, agents, type Form, strengthSources } from '../../../cards/iv-ketamine-for-migraine/agents.ts'
import { formFor } from '../../../cards/iv-ketamine-for-migraine/candidates.ts'
import alternatives from '../../../cards/iv-ketamine-for-migraine/codes/alternatives.json' with { type: 'json' }
import routes from '../../../cards/iv-ketamine-for-migraine/codes/routes.json' with { type: 'json' }
import type { Rule } from '../../../cards/iv-ketamine-for-migraine/rule.ts'
import { rules } from '../../../cards/iv-ketamine-for-migraine/rules.ts'

const concepts = (bundle: unknown, prefix: string): Map<string, string | undefined> =>
  new Map(
    (bundle as ValueSets).entry
      .filter(({ resource }) => resource.id.startsWith(prefix))
      .flatMap(({ resource }) => resource.compose.include)
      .flatMap(({ system, concept = [] }) =>
        concept.map(({ code, display }) => [`${system}|${code}`, display] as const),
      ),
  )

const orderables = concepts(alternatives, 'orderable-')
const routeCodes = concepts(routes, 'route-')

describe('the agents', () => {
  it.each(agents.map((agent) => [agent.id, agent] as const))(
    '%s has a source and says how it was checked',
    (_, agent) => {
      expect(agent.sources.length).toBeGreaterThan(0)
      expect(['verified', 'secondary', 'recalled', 'policy']).toContain(agent.verification)
      expect(agent.verification).not.toBe('recalled')
      expect(strengthSources.verification).toBe('secondary')
    },
  )

  it.each([
    ...agents.map(({ id, orderable }) => [id, orderable] as const),
    ...rules.flatMap(({ id, form }) => (form?.orderable === undefined ? [] : [[id, form.orderable] as const])),
  ])('%s orders a listed clinical drug by its listed name', (_, { system, code, display }) => {
    expect(orderables.get(`${system}|${code}`)).toBe(display)
  })

  it.each(agents.map(({ id, route }) => [id, route] as const))('%s names a listed route', (_, { system, code }) => {
    expect(routeCodes.has(`${system}|${code}`)).toBe(true)
  })

  it('carry the strengths of the guideline per agent and route, and none for nasal sumatriptan', () => {
    expect(Object.fromEntries(agents.map(({ id, strength }) => [id, strength]))).toEqual({
      'sumatriptan-po': 'Strong for',
      'sumatriptan-sc': 'Strong for',
      'sumatriptan-nasal': undefined,
      'zolmitriptan-po': 'Strong for',
      'zolmitriptan-nasal': 'Strong for',
      rizatriptan: 'Strong for',
      eletriptan: 'Strong for',
      frovatriptan: 'Strong for',
      'sumatriptan-naproxen': 'Strong for',
      aac: 'Strong for',
      ibuprofen: 'Weak for',
      naproxen: 'Weak for',
      aspirin: 'Weak for',
      acetaminophen: 'Weak for',
      rimegepant: 'Weak for',
      ubrogepant: 'Weak for',
    })
  })

  it('start with the doses of the table, within their own daily limits', () => {
    expect(
      Object.fromEntries(agents.map(({ id, dose, limit }) => [id, [dose.value, dose.unit, limit?.dose.value]])),
    ).toEqual({
      'sumatriptan-po': [50, 'mg', 200],
      'sumatriptan-sc': [6, 'mg', 12],
      'sumatriptan-nasal': [20, 'mg', 40],
      'zolmitriptan-po': [2.5, 'mg', 10],
      'zolmitriptan-nasal': [2.5, 'mg', 10],
      rizatriptan: [10, 'mg', 30],
      eletriptan: [40, 'mg', 80],
      frovatriptan: [2.5, 'mg', 7.5],
      'sumatriptan-naproxen': [1, '{tablet}', 2],
      aac: [2, '{tablet}', 2],
      ibuprofen: [400, 'mg', 1200],
      naproxen: [550, 'mg', 1375],
      aspirin: [1000, 'mg', undefined],
      acetaminophen: [1000, 'mg', 3000],
      rimegepant: [75, 'mg', 75],
      ubrogepant: [50, 'mg', 200],
    })
  })

  it('count acetaminophen of every product toward one limit', () => {
    const { sig } = agents.find(({ id }) => id === 'acetaminophen') ?? { sig: '' }
    expect(sig).toContain('Up to 3,000 mg (6 tablets) in 24 hours, counting acetaminophen from all products.')
  })

  it('never name an opioid, butalbital, an ergot or an antiemetic', () => {
    const words = agents.flatMap(({ name, ingredients, sig }) => [name, ...ingredients, sig]).join(' ')
    expect(words).not.toMatch(
      /codone|codeine|tramadol|morph|butalbital|ergot|metoclopramide|prochlorperazine|ketamine/i,
    )
  })

  it('keep each dose in the units that its orderable is made of', () => {
    const byMass = agents.flatMap(({ dose, orderable }) => {
      const strength = Number(/([\d.]+) MG(?!\/ML)/.exec(orderable.display ?? '')?.[1])
      return dose.unit === 'mg' && Number.isFinite(strength) ? [dose.value % strength] : []
    })
    expect(byMass.length).toBeGreaterThan(10)
    expect(new Set(byMass)).toEqual(new Set([0]))
    expect(agents.filter(({ dose, limit }) => (limit?.dose.unit ?? dose.unit) !== dose.unit)).toEqual([])
  })
})

/** Every form an agent can be ordered in: as it is, and under any adjustments that agree on the dose. */
function formsOf(agent: Agent): readonly (readonly [name: string, form: Form])[] {
  const adjusting = rules.filter(({ action, agents: named }) => action === 'adjust' && named.includes(agent.id))
  const together = adjusting.reduce<readonly (readonly Rule[])[]>(
    (some, rule) => [...some, ...some.map((met) => [...met, rule])],
    [[]],
  )
  return together
    .filter((met) => new Set(met.flatMap(({ form }) => form?.dose?.value ?? [])).size < 2)
    .map((met) => [[agent.id, ...met.map(({ id }) => id)].join(' + '), formFor(agent, met)] as const)
}

describe('what is ordered says the same in words and in numbers', () => {
  it.each(agents.flatMap(formsOf))('%s', (_, { dose, doseWords, sig, limit }) => {
    const number = (written = ''): number => Number(written.replaceAll(',', ''))
    const most = /Up to ([\d.,]*\d) (mg|tablet)/.exec(sig)
    const repeated = /May be repeated( once)?/.exec(sig)
    if (dose.unit === 'mg') {
      expect(number(/^([\d.,]+) mg /.exec(sig)?.[1])).toBe(dose.value)
      expect(number(/^([\d.,]+) mg /.exec(doseWords)?.[1])).toBe(dose.value)
    }
    if (most !== null)
      expect([number(most[1]), `{${most[2]}}`.replace('{mg}', 'mg')]).toEqual([limit?.dose.value, dose.unit])
    else if (repeated !== null) expect([repeated[1], limit?.dose.value]).toEqual([' once', 2 * dose.value])
    else if (sig.includes('No second dose')) expect(limit?.dose.value).toBe(dose.value)
    const hours = /(?:\bin|within) (\d+) hours/.exec(sig)?.[1]
    if (limit !== undefined) expect(limit.hours).toBe(Number(hours ?? 24))
  })

  it('is under two adjustments the lower dose, and the lowest limit of both', () => {
    const agent = agents.find(({ id }) => id === 'zolmitriptan-po') as Agent
    const lowerDose = { form: { dose: { value: 1.25, unit: 'mg' } } }
    const lowerLimit = { form: { limit: { dose: { value: 5, unit: 'mg' }, hours: 24 } } }
    const rarer = { form: { limit: { dose: { value: 7.5, unit: 'mg' }, hours: 48 } } }
    expect(formFor(agent, [lowerLimit, lowerDose])).toMatchObject({ ...lowerDose.form, ...lowerLimit.form })
    expect(formFor(agent, [lowerLimit, rarer, lowerDose])).toMatchObject({ ...lowerDose.form, ...rarer.form })
  })

  it('is the same in whatever order the adjustments come', () => {
    for (const agent of agents) {
      const adjusting = rules.filter(({ action, agents: named }) => action === 'adjust' && named.includes(agent.id))
      const ordered = fc.shuffledSubarray(adjusting).map((met) => [met, met.toSorted((a, b) => (a.id < b.id ? -1 : 1))])
      fc.assert(
        fc.property(ordered, ([some = [], same = []]) => {
          expect(formFor(agent, some)).toEqual(formFor(agent, same))
        }),
      )
    }
  })

  it('is compared for adjusted forms too, and for several adjustments at once', () => {
    const forms = agents.flatMap(formsOf).map(([name]) => name)
    expect(forms).toContain('zolmitriptan-po + zolmitriptan-cimetidine + zolmitriptan-hepatic')
    expect(forms).toContain('ubrogepant + ubrogepant-moderate-inhibitor + ubrogepant-severe-hepatic')
  })
})
