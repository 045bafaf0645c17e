import type { Concept, Facts } from '../../../cards/facts.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  aCondition,
  aDrug,
  ago,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  anOrder,
  aReaction,
  aReason,
  facts,
  icd,
  ketamine,
  migraine,
  read,
  rx,
  sct,
  unread,
  words,
} from './builders.ts'
import {
  at,
  atMigraine,
  defaults,
  offered,
  onTheList,
  ordered,
  reason,
  sig,
  spoken,
  verdict,
  woman,
} from './decisions.ts'

describe('migraine in the words of a reason', () => {
  it.each([
    'pt w/ migraine not improving',
    'not improving, migraine',
    'patient does not tolerate migraine meds',
    'migraine vs tension headache',
    '? migraine',
    'Migraine without aura',
    'Seizures: no. Migraine: yes',
    'CT negative, migraine',
    'no fever - migraine',
    'MIGRAINES',
    'intractable migraine headache',
    'no migraine yesterday, migraine today',
    'migraine last week resolved, migraine again today',
    'Migraine - ruled out SAH',
    'migraine, excluded stroke',
    'SAH ruled out, migraine',
    'stroke excluded - migraine',
    'Meningitis ruled out. Migraine.',
    'migraine unlikely to respond to oral agents',
    'Migraine: no relief from sumatriptan',
  ])('counts: %s', (text) => {
    expect(verdict(ordered(reason(words(text))))).toBe('row 1')
  })
  it.each([
    'r/o migraine',
    'R/O: migraine',
    'rule-out migraine',
    'no known migraine',
    'no prior hx of migraine',
    'denies any history of migraine',
    'hx migraine',
    'history of migraine',
    'FH: migraine',
    'FHx of migraine',
    'family hx of migraine',
    'non-migrainous headache',
    'non migraine headache',
    'migraineur',
    'migraine ruled out',
    'ruled out: migraine',
    'excluded migraine',
    'Migraine: ruled out; neuralgia',
    'migraine was excluded, neuralgia',
    'Migraine unlikely.',
  ])('does not count: %s', (text) => {
    expect(verdict(ordered(reason(words(text))))).toBe('other-reason-on-order')
  })
  it('H/A is headache, as HA is', () => {
    expect(verdict(ordered(reason(words('H/A')), onTheList(migraine)))).toBe('row 2')
  })
})

describe('words of a route', () => {
  it.each([
    '20 mg IV push PRN',
    '20 mg IVP per protocol',
    '20 mg IV, SpO2, oxygen by nasal cannula',
    '0.2 mg/kg/h, oxygen by nasal cannula',
    '20 mg IV, hold oral meds',
    '20 mg IV; patient NPO',
    '20 mg i/v',
    'infuse via PICC over 30 min',
  ])('say intravenous: %s', (text) => {
    expect(verdict(ordered({ dosages: [{ text }] }))).toBe('row 1')
  })
  it.each(['20 mg via NG tube', '20 mg sub-q', '20 mg intra-nasal', '20 mg by MAD atomizer', '20 mg neb', '50 mg I/M'])(
    'say another route: %s',
    (text) => {
      expect(verdict(ordered({ dosages: [{ text }] }))).toBe('not-intravenous')
    },
  )
  it.each(['Injection', 'Parenteral', 'Infusion', 'Other', 'See admin instructions'])(
    'leave it open, as an unspecified code does: %s',
    (name) => {
      expect(verdict(ordered({ dosages: [{ route: words(name) }] }))).toBe('row 5')
    },
  )
  it.each([
    'Ketamine 50 mg IM injection',
    'ketamine ODT 50 mg',
    'ketamine vaginal suppository',
    'ketamine for nebulization',
  ])('in a product’s name count: %s', (name) => {
    expect(verdict(ordered({ drug: aDrug(words(name)), dosages: [] }))).toBe('not-intravenous')
  })
})

describe('what competes', () => {
  it.each([
    'migraine, no trauma',
    'migraine; denies head trauma',
    'migraine, no fracture',
    'migraine and weight reduction',
  ])('is nothing that an encounter’s words deny or mean otherwise: %s', (text) => {
    expect(verdict(ordered({ reasons: [] }, at(words(text))))).toBe('row 2')
  })
  it.each(['migraine, fall with trauma', 'migraine; shoulder reduction', 'no migraine relief; ankle fracture'])(
    'is what an encounter’s words affirm: %s',
    (text) => {
      expect(verdict(ordered({ reasons: [] }, at(words(text), migraine)))).toBe('competing-indication')
    },
  )
  it.each(['Depression screening', 'Suicide risk screening', 'CT head trauma protocol', 'Fall risk reduction bundle'])(
    'is no order that goes with any visit: %s',
    (name) => {
      expect(verdict(atMigraine({}, { procedures: [{ concept: words(name), reasons: [] }] }))).toBe('row 2')
    },
  )
  it.each(['Moderate sedation', 'Closed reduction of shoulder', 'Trauma activation', 'Burn dressing change'])(
    'is an order that goes with ketamine: %s',
    (name) => {
      expect(verdict(atMigraine({}, { procedures: [{ concept: words(name), reasons: [] }] }))).toBe(
        'competing-indication',
      )
    },
  )
  it.each([
    '20 mg IV, hold for sedation',
    '20 mg IV, monitor sedation score',
    '20 mg IV, not for procedural sedation',
    '20 mg IV. Not to be used for sedation.',
    '20 mg IV. Do not use for procedural sedation.',
    '20 mg IV. This is NOT procedural sedation.',
    '20 mg IV. Hold for over sedation.',
    '20 mg IV. Assess pain and sedation (POSS) 15 min after dose.',
    '20 mg IV. Observe for respiratory depression and sedation.',
    '20 mg IV; may cause sedation',
    '20 mg IV per infusion procedure',
  ])('is no sedation that is watched for: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('row 2')
  })
  it.each([
    '20 mg IV for sedation',
    '20 mg IV during procedure',
    'for induction',
    '20 mg IV. Monitor SpO2 during procedural sedation',
    '20 mg IV. Moderate sedation monitoring by RN',
    '20 mg IV. Do not exceed 40 mg for sedation',
    '20 mg IV. Hold until MD at bedside for sedation',
  ])('is a sedation: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('competing-indication')
  })
})

describe('what the encounter denies', () => {
  it.each<[string, Facts]>([
    ['nausea without vomiting', ordered({}, at(migraine, icd('R11.0', 'Nausea without vomiting')))],
    ['a reason that says no vomiting', ordered(reason(words('migraine, no nausea or vomiting')))],
    [
      'vomiting asked for and absent',
      ordered(
        {},
        {
          observations: read(
            anObservation('11111-1', undefined, { concept: sct('422400008', 'Vomiting'), valueConcept: words('No') }),
          ),
        },
      ),
    ],
    ['meningitis ruled out', ordered({}, at(words('migraine, r/o meningitis')))],
    ['no signs of meningitis', ordered(reason(words('migraine, no signs of meningitis')))],
    [
      'a refuted haemorrhage among the diagnoses',
      ordered(
        {},
        {
          encounter: read(
            anEncounter({
              reasons: [
                aReason({ codes: [] }, { condition: aCondition(icd('I60.9'), { verificationStatus: 'refuted' }) }),
              ],
            }),
          ),
        },
      ),
    ],
  ])('changes nothing: %s', (_, given) => {
    expect(verdict(given)).toBe('row 1')
  })
  it.each(['meningitis', 'SAH', 'acute stroke alert', 'GCA', 'CVST'])('what stands does: %s', (text) => {
    expect(verdict(ordered({}, at(words(`migraine; ${text}`))))).toBe('row 9')
  })
  it('what was once is no flag and competes with nothing', () => {
    expect(verdict(ordered({}, at(words('migraine, hx of stroke'))))).toBe('row 1')
    expect(verdict(ordered({ reasons: [] }, at(words('migraine, history of fracture'), migraine)))).toBe('row 2')
  })
})

describe('pregnancy and breastfeeding without a usable code', () => {
  it.each<[string, Concept]>([
    ['words', words('Pregnant')],
    ['weeks in words', words('28 weeks pregnant')],
    ['a local code', { codes: [{ system: 'urn:local', code: '1', display: 'High-risk pregnancy' }] }],
    ['words with a past of their own', words('Pregnancy, prior cesarean')],
  ])('leave acetaminophen only: %s', (_, concept) => {
    const given = ordered({}, { ...woman(), ...onTheList(concept) })
    expect(verdict(given)).toBe('row 7')
    expect(offered(given)).toEqual(['acetaminophen'])
  })
  it.each([
    'History of ectopic pregnancy',
    'Not pregnant',
    'Pregnancy test',
    'Trying to become pregnant',
    'no current pregnancy',
  ])('is none: %s', (text) => {
    expect(verdict(ordered({}, { ...woman(), ...onTheList(words(text)) }))).toBe('row 1')
  })
  it('breastfeeding in words leaves aspirin and gepants out', () => {
    expect(offered(ordered({}, { ...woman(), ...onTheList(words('Breast-feeding mother')) }))).not.toContain('aac')
  })
  it('a later test without a result does not undo a positive one', () => {
    const tests = read(
      anObservation('2106-3', undefined, { valueConcept: words('POS'), when: ago({ days: 30 }) }),
      anObservation('2106-3'),
    )
    expect(verdict(ordered({}, { ...woman(), observations: tests }))).toBe('row 7')
  })
  it('a code without its words says pregnant', () => {
    const status = anObservation('82810-3', undefined, { valueConcept: sct('77386006') })
    expect(verdict(ordered({}, { ...woman(), observations: read(status) }))).toBe('row 7')
  })
})

describe('an allergy to ketamine', () => {
  const allergic = (concept: Concept, ...reactions: readonly string[]): Facts =>
    ordered(
      {},
      { allergies: read(anAllergy(concept, { type: 'allergy', reactions: reactions.map((one) => aReaction(one)) })) },
    )
  it.each(['Unknown', 'Other (see comments)', 'Allergic reaction', 'Itchy'])(
    'with the reaction %s is one',
    (reaction) => {
      expect(verdict(allergic(ketamine, reaction))).toBe('row 8')
    },
  )
  it('that is not known is none', () => {
    expect(verdict(allergic(words('No known allergy to ketamine')))).toBe('row 1')
  })
})

describe('rows and drafts', () => {
  it('a draft that also names sedation is not removed by the card of another', () => {
    const both = anIvKetamineOrder({
      key: 'MedicationRequest/sedation',
      ...reason(migraine, words('procedural sedation')),
    })
    const { row, card } = spoken(facts({ orders: [anIvKetamineOrder(), both] }))
    expect(row).toBe('1')
    expect(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))).not.toContain(
      'MedicationRequest/sedation',
    )
  })
  it('an order that is sent twice is removed once', () => {
    const { card } = spoken(facts({ orders: [anIvKetamineOrder(), anIvKetamineOrder()] }))
    expect(new Set(card.suggestions.map(({ remove }) => remove.length))).toEqual(new Set([1]))
  })
  it('sedation under a local code is a sedation reason', () => {
    const local = { codes: [{ system: 'urn:local', code: '1', display: 'Procedural sedation' }] }
    expect(verdict(ordered(reason(migraine, local)))).toBe('row 6')
  })
  it.each([
    'atracurium',
    'Anectine 20 mg/mL',
    'Zemuron',
    'Esmeron 50mg/5ml',
    'Scoline',
    'Tracrium',
    'pancuronium',
    'Nimbex',
  ])('is silent beside %s', (name) => {
    expect(
      verdict(facts({ orders: [anIvKetamineOrder(), anOrder(words(name), { key: 'MedicationRequest/b' })] })),
    ).toBe('neuromuscular-blocker-drafted')
  })
  it('medication overuse is said where vomiting leaves no non-oral option', () => {
    expect(verdict(ordered({}, { ...at(migraine, icd('R11.10')), ...onTheList(icd('G44.40'), icd('I25.10')) }))).toBe(
      'row 1m',
    )
  })
  it.each(['0001-01-01T00:00:00Z', '2026'])('an order dated %s is of today', (authoredOn) => {
    expect(spoken(ordered({ authoredOn })).card.indicator).toBe('warning')
  })
  it('an aneurysm that the encounter is for is a hazard as one on the list is', () => {
    const given = ordered({}, at(icd('I67.1', 'Cerebral aneurysm')))
    expect(spoken(given).card.detail).toContain('rise in blood pressure would be a serious hazard')
    expect(offered(given)).not.toContain('sumatriptan-sc')
  })
  it('of several codings the card names the one that is migraine', () => {
    const local = { system: 'urn:oid:1.2.3', code: '7', display: 'Migraine (ours)' }
    expect(spoken(ordered(reason({ codes: [local, ...migraine.codes] }))).card.detail).toContain('G43.909')
  })
  it('says that the encounter could not be read', () => {
    expect(spoken(ordered({}, { encounter: unread() })).card.detail).toContain('Encounter not available')
  })
})

describe('a text without end', () => {
  const blanks = ' '.repeat(200_000)
  it.each<[string, Facts]>([
    ['negated mentions', ordered(reason(words('no migraine '.repeat(40_000))))],
    ['blanks in a reason', ordered(reason(words(`no${blanks}x migraine`)), at(words(`refractory${blanks}x`)))],
    ['digits in a sig', atMigraine(sig(`${'1'.repeat(400_000)} x`))],
    ['blanks in a sig', atMigraine({ dosages: [{ text: `1 mg${blanks}x` }] })],
    ['blanks in a procedure', atMigraine({}, { procedures: [{ concept: words(`x${blanks}y`), reasons: [] }] })],
    ['a product', ordered({ drug: aDrug({ ...ketamine, text: `ketamine 1${blanks}mg` }) })],
    ['a condition', ordered({}, onTheList(words(`a${blanks}(b`), rx('1', `${'9'.repeat(200_000)} x`)))],
  ])('takes no time: %s', (_, given) => {
    const before = performance.now()
    decide(given, defaults)
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
