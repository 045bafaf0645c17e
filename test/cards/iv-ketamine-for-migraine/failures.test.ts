import type { Concept, MedicationUse } from '../../../cards/facts.ts'
import { contextOf } from '../../../cards/iv-ketamine-for-migraine/context.ts'
import { aDose, aDrug, ago, aMedication, anAllergy, facts, migraine, rx, sct, words } from './builders.ts'
import { fits, homeMed, nsaids, offered, recommended, rulesFor, screened, sumatriptan, without } from './screened.ts'

const naproxen = rx('849431', 'naproxen sodium 550 MG Oral Tablet')

describe('an injection of sumatriptan that did not end the attack', () => {
  const yesterday = (drug: Concept, over: Partial<MedicationUse> = {}) => ({
    administrations: [aDose(drug, { start: ago({ hours: 25 }), ...over })],
  })

  it.each([
    ['by its code', rx('1657151')],
    ['by another code', rx('313165')],
    ['a cartridge by its code', rx('1657160')],
    ['by the name of its code', rx('1657151', '0.5 ML sumatriptan 12 MG/ML Auto-Injector')],
    ['by a brand', words('Imitrex STATdose')],
    ['by another brand', words('Zembrace SymTouch 3 mg/0.5 mL')],
    ['in words', words('sumatriptan 6 mg subcutaneous injection')],
    ['by its volume', words('SUMAtriptan (IMITREX) 6 mg/0.5 mL soln')],
  ])('is not offered again: %s', (_, drug) => {
    expect(rulesFor(screened(yesterday(drug)), 'sumatriptan-sc')).toContain('failed')
    expect(rulesFor(screened(yesterday(drug)), 'sumatriptan-po')).toContain('failed')
  })

  it('is known by the form of the product', () => {
    const drug = aDrug(words('sumatriptan 6 mg'), { form: words('Injection') })
    const administrations = [aDose(drug, { start: ago({ hours: 25 }) })]
    expect(rulesFor(screened({ administrations }), 'sumatriptan-sc')).toContain('failed')
  })

  it.each([
    ['a tablet', sumatriptan],
    ['a spray', words('sumatriptan 20 mg/0.1 mL nasal spray')],
    ['a spray by its code', rx('314227')],
    ['no form', words('Imitrex')],
  ])('%s that failed leaves the injection', (_, drug) => {
    const found = screened(yesterday(drug))
    expect(rulesFor(found, 'sumatriptan-sc')).not.toContain('failed')
    expect(rulesFor(found, 'sumatriptan-po')).toContain('failed')
  })

  it('is no other injection', () => {
    const ketorolac = (minutes: number) =>
      rulesFor(
        screened({
          administrations: [
            aDose(words('ketorolac 30 MG/ML injection'), {
              start: ago({ hours: minutes / 60 }),
              dosages: [{ route: words('injection') }],
            }),
          ],
        }),
        'ibuprofen',
      )
    expect(ketorolac(70)).not.toContain('failed')
    expect(ketorolac(130)).toContain('failed')
  })

  it('fails after an hour, as one with a route does', () => {
    const at = (minutes: number) =>
      rulesFor(
        screened({ administrations: [aDose(rx('1657151'), { start: ago({ hours: minutes / 60 }) })] }),
        'sumatriptan-po',
      )
    expect(at(70)).toContain('failed')
    expect(at(50)).not.toContain('failed')
  })
})

describe('one dose of a combination is one class of acute treatment', () => {
  const refractory = (...doses: readonly MedicationUse[]) => {
    const chart = facts({ administrations: doses })
    return contextOf(chart, migraine, chart.orders).refractory
  }
  const given = (drug: Concept) => aDose(drug, { start: ago({ hours: 3 }) })
  const aac = given(rx('308297', 'acetaminophen 250 MG / aspirin 250 MG / caffeine 65 MG Oral Tablet'))
  const withNaproxen = given(rx('849450', 'naproxen sodium 500 MG / sumatriptan 85 MG Oral Tablet'))

  it('so it is no refractory migraine', () => {
    expect(refractory(aac)).toBe(false)
    expect(refractory(aac, aac)).toBe(false)
    expect(refractory(withNaproxen)).toBe(false)
    expect(refractory(withNaproxen, given(sumatriptan))).toBe(false)
    expect(refractory(given(words('Symbravo')))).toBe(false)
    expect(refractory(given(words('ibuprofen 125 mg / acetaminophen 250 mg tablet')))).toBe(false)
  })

  it('and with a dose of another class it is', () => {
    expect(refractory(aac, withNaproxen)).toBe(true)
    expect(refractory(aac, given(sumatriptan))).toBe(true)
    expect(refractory(withNaproxen, given(rx('6915', 'metoclopramide')))).toBe(true)
  })

  it('what was mixed of two drugs is two', () => {
    const drug = aDrug(words('headache infusion'), { ingredients: [words('ketorolac'), words('prochlorperazine')] })
    expect(refractory(aDose(drug, { start: ago({ hours: 3 }) }))).toBe(true)
  })
})

describe('a triptan that the allergy list calls not tolerated', () => {
  const said = (type: 'allergy' | 'intolerance', ...names: readonly string[]) =>
    screened({ allergies: names.map((name) => anAllergy(words(name), { type })) })

  it('has failed: another one comes first, then what is no triptan', () => {
    const found = said('intolerance', 'sumatriptan')
    expect(offered(found)).toEqual(['rizatriptan', 'aac', 'rimegepant'])
    expect(recommended(found)).toBe('rizatriptan')
  })
  it('ends the class with a second one, on the same list or as a treatment', () => {
    const two = said('intolerance', 'sumatriptan', 'rizatriptan')
    expect(offered(two)).toEqual(['aac', 'ibuprofen', 'acetaminophen'])
    expect(rulesFor(two, 'zolmitriptan-po')).toContain('triptans-failed-twice')
    const three = said('intolerance', 'sumatriptan', 'rizatriptan', 'eletriptan').sentences.join(' ')
    expect(three).toContain('eletriptan, rizatriptan and sumatriptan not tolerated, by the allergy list')
    const one = screened({
      allergies: [anAllergy(words('rizatriptan'), { type: 'intolerance' })],
      medications: [
        aMedication(sumatriptan, { status: 'stopped', end: ago({ days: 60 }), statusReason: [words('ineffective')] }),
      ],
    })
    expect(rulesFor(one, 'zolmitriptan-po')).toContain('triptans-failed-twice')
  })
  it('is another thing than an allergy, which leaves out what it names', () => {
    expect(offered(said('allergy', 'sumatriptan'))).toEqual(['aac', 'rizatriptan', 'ibuprofen'])
    expect(offered(said('allergy', 'sumatriptan', 'rizatriptan'))).toContain('zolmitriptan-po')
  })
})

describe('why a treatment was stopped', () => {
  const stopped = (drug: Concept, why: Concept | string) => ({
    medications: [
      aMedication(drug, {
        ...homeMed,
        status: 'stopped',
        end: ago({ days: 60 }),
        statusReason: [typeof why === 'string' ? words(why) : why],
      }),
    ],
  })
  const ruleOf = (drug: Concept, why: Concept | string, id: string) => {
    const remarks = screened(stopped(drug, why)).options.find(({ alternative }) => alternative === id)?.remarks ?? []
    return remarks.find(({ rule }) => rule === 'failed')?.because
  }

  it.each([
    'did not help',
    'Naproxen did not help at all',
    "didn't help",
    'didn’t help',
    'does not help',
    "doesn't work",
    'not helping',
    'Not helpful',
    'no help',
    'Poor response',
    'lack of response',
    'Lack of benefit',
    'No longer effective',
    'no longer works',
    'not working',
    'Ineffective',
    'Lack of efficacy',
    'failed',
    'Treatment failure',
    'inadequate relief',
    'no response',
    'failed to respond',
    'Ineffectiveness',
    'inadequately controlled pain',
    'failing',
    'no effects',
    'Lack of drug action',
    'No relief from home meds',
    'no response from home medications',
  ])('tells that the drug did not help: %s', (why) => {
    expect(ruleOf(naproxen, why, 'aac')).toContain('did not help')
    expect(ruleOf(naproxen, why, 'ibuprofen')).toContain('did not help')
  })

  it.each([
    'Poorly tolerated',
    'Hives',
    'Chest tightness',
    'chest pain after the dose',
    'rash',
    'Urticaria',
    'facial swelling',
    'Angioedema',
    'throat tightness',
    'anaphylaxis',
    'wheezing',
    'GI bleed',
    'not well tolerated',
    'Not tolerated',
    "couldn't tolerate",
    "Can't tolerate it",
    'Adverse reaction',
    'Side effects',
    'No relief, side effects',
    'no hives, rash',
    'history of hives with it',
    'rash, resolved after it was stopped',
    'Hives - resolved',
    'no further hives',
    'No nausea but chest tightness',
    'Allergy',
    'kidney failure',
    'Heart failure',
  ])('tells that the drug was not tolerated: %s', (why) => {
    expect(ruleOf(sumatriptan, why, 'sumatriptan-po')).toContain('not tolerated')
    expect(ruleOf(sumatriptan, why, 'sumatriptan-sc')).toContain('not tolerated')
  })

  it.each([
    'renal failure',
    'acute renal failure',
    'Kidney failure',
    'heart failure',
    'cardiac failure',
    'liver failure',
    'hepatic failure',
    'AKI',
    'acute kidney injury',
    'renal failure due to NSAID',
  ])('tells of a harm to an organ: %s', (why) => {
    expect(ruleOf(naproxen, why, 'ibuprofen')).toContain('not tolerated')
    expect(fits(stopped(naproxen, why))).toEqual(without(...nsaids))
  })

  it.each([
    'Completed without adverse effects',
    'No reaction',
    'no adverse reaction',
    'No known side effects',
    'no side effects or reactions',
    'denies side effects',
    'Side effects: none',
    'No rash or hives',
    'no adverse effect',
    'no ill effect',
    'denies any rash, or swelling',
    'not due to side effects',
    'no significant side effects',
    'partial relief',
    'no evidence of allergy',
    'Well tolerated',
    'Tolerated well, course completed',
    'Helped',
    'helpful',
    'responded well',
    'good response',
    'no longer needed',
    'Therapy completed',
    'Patient request',
    'Cost',
    'Insufficient supply',
    'inadequate insurance coverage',
    'failed to pick up',
    'No renal failure',
    'not due to heart failure',
    'respiratory failure',
    'akinesia',
    'no response from home',
    'Formulary change',
    'workflow',
    'not working days',
    'hospital admission',
  ])('says nothing of its effect: %s', (why) => {
    expect(ruleOf(naproxen, why, 'ibuprofen')).toBeUndefined()
    expect(fits(stopped(naproxen, why))).toContain('aac')
  })

  it.each(['SINTOL', 'SALG'])('by the code %s', (code) => {
    const reason = { codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code }] }
    expect(ruleOf(naproxen, reason, 'ibuprofen')).toContain('not tolerated')
    const inefficacy = { codes: [{ system: 'urn:vendor', code: 'lack-of-efficacy' }] }
    expect(ruleOf(naproxen, inefficacy, 'ibuprofen')).toContain('did not help')
    expect(ruleOf(naproxen, sct('182862001', 'Drug not available'), 'ibuprofen')).toBeUndefined()
  })
})
