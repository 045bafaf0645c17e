import type { Concept, Facts, MedicationUse } from '../../../cards/facts.ts'
import { growthOf } from '../../tools/growth.ts'
import {
  aBloodPressure,
  aCondition,
  aDose,
  aDrug,
  ago,
  aMedication,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
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
import { at, defaults, detail, offered, onTheList, ordered, reason, spoken, verdict, woman } from './decisions.ts'
import { fits, homeMed, nsaids, option, rulesFor, screened, screening, without } from './screened.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'

const diagnosed = (concept: Concept): Partial<Facts> => ({
  conditions: read(aCondition(concept, { encounterDiagnosis: true, ofThisEncounter: true })),
})
const noRoute = { dosages: [] }
const tooFew = 'ketamine order without an identifier'

describe('a red flag', () => {
  const meningitis = diagnosed(icd('G00.9', 'Bacterial meningitis, unspecified'))
  const allergic = { allergies: read(anAllergy(ketamine, { type: 'allergy' })) }
  it.each<[string, Facts]>([
    ['row 5', ordered(noRoute, meningitis)],
    ['row 8', ordered({}, { ...meningitis, ...allergic })],
  ])('that leaves out every alternative is named in %s', (row, given) => {
    expect(verdict(given)).toBe(row)
    expect(detail(given)).toContain('Treat the secondary cause first: Bacterial meningitis, unspecified, G00.9.')
    expect(spoken(given).card.suggestions.filter(({ prescribe }) => prescribe !== undefined)).toEqual([])
  })
  it('that was looked for and not found is none', () => {
    for (const text of ['migraine, no e/o SAH', 'migraine, CT neg for SAH'])
      expect(verdict(ordered({ reasons: [aReason(words(text))] }))).toBe('row 1')
    expect(verdict(ordered({ reasons: [aReason(words('migraine, SAH'))] }))).toBe('row 9')
  })
})

describe('pregnancy and childbed', () => {
  const lookFor = 'look for pre-eclampsia, venous thrombosis'
  it('ask for secondary causes, whatever the route', () => {
    expect(detail(ordered(noRoute, { ...woman(), ...onTheList(icd('Z33.1')) }))).toContain(lookFor)
    expect(detail(ordered({}, { ...woman(), ...onTheList(icd('Z33.1')) }))).toContain(lookFor)
    expect(detail(ordered({}, woman()))).not.toContain(lookFor)
  })
  it.each([
    icd('O72.1', 'Other immediate postpartum hemorrhage'),
    icd('O90.81', 'Anemia of the puerperium'),
    words('10 days postpartum'),
    words('2/52 postnatal'),
  ])('are told apart: $text', (concept) => {
    const given = ordered({}, { ...woman(), ...onTheList(concept) })
    expect(verdict(given)).toBe('row 1')
    expect(detail(given)).toContain(`After a delivery: ${lookFor}`)
    expect(rulesFor(screening(given), 'aac')).toContain('breastfeeding')
  })
  it.each([
    icd('O99.351', 'Diseases of the nervous system complicating pregnancy, first trimester'),
    icd('O99', 'Other maternal diseases complicating pregnancy, childbirth and the puerperium'),
    icd('O99.355', 'Diseases of the nervous system complicating the puerperium'),
    {
      ...icd('O99.353', 'Diseases complicating pregnancy, third trimester'),
      text: 'Migraine, hx of postpartum depression',
    },
    { ...icd('Z34.83', 'Encounter for supervision of normal pregnancy'), text: 'plans postpartum tubal ligation' },
  ])('are a pregnancy by every code of one: $text', (concept) => {
    expect(verdict(ordered({}, { ...woman(), ...onTheList(concept) }))).toBe('row 7')
  })
  it.each([
    icd('O80', 'Encounter for full-term uncomplicated delivery'),
    icd('Z37.0', 'Single live birth'),
    icd('O72.1', 'Other immediate postpartum hemorrhage'),
  ])('goes on for six weeks after what is resolved: $text', (concept) => {
    const since = (length: number): Facts => {
      const delivery = aCondition(concept, { clinicalStatus: 'resolved', onset: ago({ days: length }) })
      return ordered({}, { ...woman(), conditions: read(delivery) })
    }
    expect(detail(since(5))).toContain(`After a delivery: ${lookFor}`)
    expect(rulesFor(screening(since(5)), 'aac')).toContain('breastfeeding')
    expect(detail(since(60))).not.toContain('After a delivery')
    const undated = aCondition(concept, { clinicalStatus: 'resolved' })
    expect(detail(ordered({}, { ...woman(), conditions: read(undated) }))).not.toContain('After a delivery')
  })
  it('is over after six weeks', () => {
    const postpartum = aCondition(words('postpartum'), { recorded: ago({ days: 60 }) })
    expect(detail(ordered({}, { ...woman(), conditions: read(postpartum) }))).not.toContain('After a delivery')
  })
  it.each([icd('O21.0', 'Mild hyperemesis gravidarum'), words('hyperemesis gravidarum')])(
    'with hyperemesis offers no tablet: $text',
    (concept) => {
      const { card } = spoken(ordered({}, { ...woman(), ...diagnosed(concept) }))
      expect(card.suggestions.flatMap(({ alternative = [] }) => alternative)).toEqual([])
    },
  )
})

describe('a reaction to ketamine that does not say it was an allergic one', () => {
  it.each<[string, Partial<Facts>]>([
    ['as a problem', onTheList(sct('292165004', 'Ketamine adverse reaction (disorder)'))],
    ['in the name of the record', { allergies: read(anAllergy(words('Ketamine - hallucinations'))) }],
    ['in other words', { allergies: read(anAllergy(words('ketamine intolerance'))) }],
  ])('is a sentence: %s', (_, given) => {
    expect(verdict(ordered({}, given))).toBe('row 1')
    expect(detail(ordered({}, given))).toContain('intolerance or emergence reaction is on record')
  })
  it.each<[string, Partial<Facts>]>([
    ['an allergy by its type', { allergies: read(anAllergy(words('Ketamine - hallucinations'), { type: 'allergy' })) }],
    ['one without more', { allergies: read(anAllergy(words('Ketamine'))) }],
    ['anaphylaxis too', { allergies: read(anAllergy(words('Ketamine (nausea, anaphylaxis)'))) }],
    ['hives too', { allergies: read(anAllergy(words('Ketamine: hives, nausea'))) }],
    ['called both', { allergies: read(anAllergy(words('Ketamine allergy/intolerance'))) }],
    ['of high criticality', { allergies: read(anAllergy(words('ketamine intolerance'), { criticality: 'high' })) }],
  ])('is none where it is %s', (_, given) => {
    expect(verdict(ordered({}, given))).toBe('row 8')
  })
})

describe('what the card lists', () => {
  it('is not called listed where there is nothing', () => {
    const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
    const status = reason(icd('G43.901', 'Migraine, unspecified, not intractable, with status migrainosus'))
    const listed = 'Options not yet tried are listed'
    expect(detail(ordered(status, inpatient))).toContain(listed)
    const none = ordered(status, { ...inpatient, conditions: { state: 'unread', why: 'not supplied' } })
    expect(verdict(none)).toBe('row 4')
    expect(detail(none)).not.toContain(listed)
    expect(detail(none)).toContain('Review prevention.')
  })

  it('of antiemetics leaves out those to which an allergy is on record', () => {
    const said = (...allergens: readonly string[]): string | undefined =>
      /AHS 2025 lists ([^.]*)\./.exec(
        detail(
          ordered(
            {},
            {
              ...at(icd('R11.10', 'Vomiting, unspecified')),
              allergies: read(...allergens.map((name) => anAllergy(words(name)))),
            },
          ),
        ),
      )?.[1]
    expect(said()).toBe('IV prochlorperazine, IV metoclopramide, occipital nerve block')
    expect(detail(ordered())).not.toContain('With vomiting')
    expect(said('Reglan')).toBe('IV prochlorperazine, occipital nerve block')
    expect(said('metoclopramide', 'prochlorperazine')).toBe('occipital nerve block')
  })

  it('says once that an age calls for caution, and not for every drug again', () => {
    const of = (birthDate: string): string => detail(ordered({}, { patient: read({ birthDate, sex: 'male' }) }))
    const aged = of('1955-01-01')
    expect(aged).toContain('Age 65 or more: cautions apply to triptans and NSAIDs.')
    expect(aged).not.toMatch(/Check before signing .*age 6\d or more/)
    expect(of('1965-01-01')).toMatch(/Check before signing .*: age 60 or more\./)
  })

  it('recommends nothing beside a ketamine order that it cannot remove', () => {
    const { key, ...unnamed } = anIvKetamineOrder()
    expect(key).toBeDefined()
    const { card } = spoken(facts({ orders: [unnamed] }))
    expect(card.detail).toContain(tooFew)
    expect(card.suggestions.length).toBeGreaterThan(0)
    expect(card.suggestions.filter(({ recommended }) => recommended)).toEqual([])
  })
})

describe('chronic kidney disease', () => {
  it.each([icd('N18.4'), sct('431857002'), words('CKD stage 4')])(
    'of stage 4 halves ubrogepant: $codes.0.code',
    (one) => {
      const found = option(screened({ conditions: [aCondition(one)] }), 'ubrogepant')
      expect(found.remarks.map(({ rule }) => rule)).toContain('ubrogepant-ckd-stage-4')
      expect(fits({ conditions: [aCondition(one)] })).toEqual(without(...nsaids))
    },
  )
  it.each([icd('N18.32'), icd('N18.30'), icd('N18.3'), sct('700378005'), words('CKD 3b')])(
    'of stage 3 warns of NSAIDs: $codes.0.code',
    (one) => {
      const found = screened({ conditions: [aCondition(one)] })
      for (const agent of nsaids)
        expect(option(found, agent).remarks).toContainEqual(
          expect.objectContaining({ rule: 'nsaid-ckd-stage-3', effect: 'warned' }),
        )
      expect(fits({ conditions: [aCondition(one)] })).toEqual(without())
    },
  )
})

describe('acetaminophen of a sig in words', () => {
  const acetaminophen = (text: string): readonly string[] => {
    const use = aMedication(rx('198440', 'acetaminophen 500 MG Oral Tablet'), { ...homeMed, dosages: [{ text }] })
    return rulesFor(screened({ medications: [use] }), 'acetaminophen')
  }
  it.each([
    'Take 2 tablets (1,000 mg) every 6 hours',
    'take two tabs by mouth q6h',
    '2 tablets four times daily',
    'Take 2 tablets QID',
    'Take 2 tablets every 4-6 hours',
    'Take 3 tablets three times a day',
    'take three tablets 3 times daily',
    'take one tablet every 3 hours',
    '8 tablets once daily',
    'three caplets TID',
    '4 capsules two times a day',
  ])('counts by the day: %s', (text) => {
    expect(acetaminophen(text)).toContain('acetaminophen-daily-maximum')
  })
  it.each(['Take 1 tablet every 6 hours', 'Take 2 tablets once daily', 'as directed', 'Take 2 tablets twice a day'])(
    'is no reason below the maximum: %s',
    (text) => {
      expect(acetaminophen(text)).not.toContain('acetaminophen-daily-maximum')
    },
  )
})

it.each(['Norcuron', 'Mivacron 2 mg/mL'])('is silent beside a neuromuscular blocker by its brand: %s', (name) => {
  const blocker = anIvKetamineOrder({ key: 'MedicationRequest/b', drug: aDrug(words(name)), reasons: [] })
  expect(verdict(facts({ orders: [anIvKetamineOrder(), blocker] }))).toBe('neuromuscular-blocker-drafted')
})

it('takes time that grows with the drafts, whatever they are asked against', () => {
  const work = (size: number) => {
    const orders = Array.from({ length: size }, (_, n) =>
      anIvKetamineOrder({ key: `MedicationRequest/k${n}`, reasons: n % 2 === 0 ? [] : [aReason(migraine)] }),
    )
    const procedures = Array.from({ length: size }, (_, n) => ({ concept: words(`walk ${n} steps`), reasons: [] }))
    const many = Array.from({ length: size }, (_, n) => words(`hypertension of ${n} years`))
    const given = facts({ orders, procedures, ...at(migraine, ...many), ...onTheList(...many) })
    return () => void decide(given, defaults)
  }
  expect(growthOf(work, 100, 800)).toBeLessThan(1.5)
})

it('looks at each medication once, whatever number of drafts replaces one', () => {
  let looks = 0
  const orders = Array.from({ length: 100 }, (_, n) =>
    anIvKetamineOrder({ key: `MedicationRequest/k${n}`, replaces: 'MedicationRequest/m' }),
  )
  const medications = Array.from({ length: 100 }, () => ({
    ...aMedication(words('Aspirin')),
    key: 'MedicationRequest/m',
    get status() {
      looks += 1
      return 'active'
    },
  }))
  decide(facts({ orders, medications: read(...medications) }), defaults)
  expect(looks).toBeLessThanOrEqual(10 * medications.length)
})

describe('cautions of what is offered', () => {
  it('are all told: the last may be the one that matters', () => {
    const given = ordered(
      {},
      {
        observations: read(aBloodPressure(165, 102)),
        medications: read(aMedication(rx('36437', 'sertraline')), aMedication(words('rasagiline 1 mg tablet'))),
      },
    )
    expect(detail(given)).toContain(
      'Check before signing sumatriptan: systolic blood pressure 165; diastolic blood pressure 102; rasagiline 1 mg tablet; sertraline.',
    )
  })
})

describe('the usual sequence', () => {
  const sequence = 'Usual sequence'
  it('tells no sequence beside a procedure, where no agent is screened', () => {
    const given = ordered(reason(migraine, words('procedural sedation')), onTheList(icd('I25.10', 'CAD')))
    expect(verdict(given)).toBe('row 6')
    expect(detail(given)).not.toMatch(/triptan|DHE/)
  })
  it('names DHE only where nothing is known against a triptan', () => {
    expect(detail(ordered())).toContain('then a triptan or DHE;')
    const infarct = onTheList(icd('I21.4', 'Non-ST elevation (NSTEMI) myocardial infarction'))
    expect(detail(ordered({}, infarct))).toContain('then a triptan;')
    const inhibitor = { medications: read(aMedication(rx('85762', 'ritonavir'))) }
    expect(detail(ordered({}, inhibitor))).toContain('then a triptan;')
    const treated = {
      administrations: read(
        aMedication(rx('37418', 'sumatriptan'), {
          kind: 'administration',
          status: 'completed',
          start: ago({ hours: 3 }),
          ofThisEncounter: true,
        }),
      ),
    }
    expect(detail(ordered({}, treated))).toContain('then a triptan;')
    expect(detail(ordered({}, at(icd('R11.10', 'Vomiting, unspecified'))))).toContain('then a triptan or DHE;')
    expect(detail(ordered({}, onTheList(icd('K25.4', 'Chronic gastric ulcer with hemorrhage'))))).toContain(
      'then a triptan or DHE;',
    )
  })
  it('is not told in pregnancy, nor where a secondary cause comes first', () => {
    expect(detail(ordered({}, { ...woman(), ...onTheList(icd('Z33.1', 'Pregnant state, incidental')) }))).not.toContain(
      sequence,
    )
    expect(detail(ordered({}, diagnosed(icd('I60.9', 'Nontraumatic subarachnoid hemorrhage'))))).not.toContain(sequence)
  })
})

describe('where no option is left', () => {
  const lists = 'Where nothing can be ordered from here, AHS 2025 lists IV prochlorperazine, IV metoclopramide'
  const bare = onTheList(icd('I25.10', 'CAD'), icd('K70.41', 'Alcoholic hepatic failure with coma'))
  const ritonavir = { medications: read(aMedication(rx('85762', 'ritonavir'))) }
  it('says what AHS 2025 lists', () => {
    expect(detail(ordered({}, { ...bare, ...ritonavir }))).toContain(lists)
  })
  it.each([
    'Lidocaine',
    'local anesthetics',
    'Anesthetics - Amide Type',
    'bupivacaine (Marcaine)',
    'Marcain',
    'Citanest',
    'Prilocaine',
  ])('names no block of nerves with an allergy to %s', (name) => {
    const allergic = (...more: readonly string[]): Partial<Facts> => ({
      ...bare,
      ...ritonavir,
      allergies: read(...[name, ...more].map((one) => anAllergy(words(one)))),
    })
    expect(detail(ordered({}, allergic()))).toContain(`${lists}.`)
    expect(detail(ordered({}, allergic('phenothiazines', 'metoclopramide')))).not.toContain('AHS 2025 lists')
  })
  it.each<[string, Facts]>([
    ['where one is', ordered({}, bare)],
    ['where the problem list is not read', ordered({}, { conditions: unread(), ...ritonavir })],
    ['where another cause comes first', ordered({}, diagnosed(icd('I60.9', 'Nontraumatic subarachnoid hemorrhage')))],
  ])('but not %s', (_, given) => {
    expect(detail(given)).not.toContain('AHS 2025 lists')
  })
})

describe('ways without the oral route', () => {
  const vomiting = icd('R11.10', 'Vomiting, unspecified')
  it('are named where there is something to treat', () => {
    expect(detail(ordered({}, at(vomiting)))).toContain('AHS 2025 lists IV prochlorperazine')
  })
  it.each<[string, string, Facts]>([
    ['beside a red flag', 'row 9', ordered({}, at(migraine, icd('I60.9'), vomiting))],
    ['beside a red flag, without a route', 'row 5', ordered(noRoute, at(migraine, icd('I60.9'), vomiting))],
    ['beside a procedure', 'row 6', ordered(reason(migraine, words('procedural sedation')), at(vomiting))],
    [
      'in pregnancy, without a route',
      'row 5',
      ordered(noRoute, { ...woman(), ...onTheList(icd('Z3A.28')), ...at(migraine, vomiting) }),
    ],
  ])('are not: %s', (_, row, given) => {
    expect(verdict(given)).toBe(row)
    expect(detail(given)).not.toContain('AHS 2025 lists')
  })
})

describe('a ketamine hypersensitivity', () => {
  it('is what the card begins with', () => {
    const given = ordered({}, { allergies: read(anAllergy(ketamine, { type: 'allergy' })) })
    const [first = ''] = detail(given).split('\n')
    expect(first).toContain('Ketamine hypersensitivity is on record: ketamine, 6130.')
    expect(first).toContain('Choose another option.')
    expect(first).not.toContain('keep the order')
  })
  it('sends to no option where none is there', () => {
    const given = ordered({}, { ...diagnosed(icd('I60.9')), allergies: read(anAllergy(ketamine, { type: 'allergy' })) })
    expect(verdict(given)).toBe('row 8')
    expect(detail(given)).toContain('No alternative is offered.')
    expect(detail(given)).not.toContain('Choose another option.')
  })
  it('of a list that was cut short is not told beside a list that is not available', () => {
    const cut = { state: 'read', items: [anAllergy(ketamine, { type: 'allergy' })], cut: 'next-page' } as const
    expect(detail(ordered({}, { allergies: cut }))).toContain('Allergy list incomplete: check before signing.')
  })
})

describe('where it is given', () => {
  const status = reason(icd('G43.901', 'Migraine, unspecified, not intractable, with status migrainosus'))
  const service = (name: string): Partial<Facts> => ({ encounter: read(anEncounter({ service: [words(name)] })) })
  it.each([
    'Anesthesia Pain Management',
    'Acute pain team',
    'ITU',
    'Infusion suite',
    'Acute Pain Service',
    'Headache',
    'Infusion Visit',
    'Headache Center',
  ])('is specialised: %s', (name) => {
    expect(verdict(ordered(status, service(name)))).toBe('row 4')
    expect(verdict(ordered({ reasons: [] }, { ...service(name), ...onTheList(migraine) }))).toBe('row 3')
  })
  it('is told by the room or department', () => {
    const inRoom = (name: string): Facts => ordered(status, { encounter: read(anEncounter({ places: [words(name)] })) })
    expect(verdict(inRoom('Infusion Center, chair 4'))).toBe('row 4')
    expect(verdict(inRoom('Emergency Department, room 12'))).toBe('row 1')
  })
  it('competes where patients are put to sleep', () => {
    expect(verdict(ordered({ reasons: [] }, { ...service('Anesthesia'), ...onTheList(migraine) }))).toBe(
      'competing-indication',
    )
  })
})

describe('refractory in words', () => {
  const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
  it.each([
    'intractable chronic migraine',
    'chronic intractable migraine',
    'Chronic migraine, intractable',
    'MIGRAINE, CHRONIC, INTRACTABLE',
    'Chronic migraine without aura, intractable',
    'Chr migraine w/o aura, intractable',
  ])('is %s', (text) => {
    expect(verdict(ordered(reason(words(text)), inpatient))).toBe('row 4')
  })
  it.each([
    'chronic migraine, not intractable',
    'Chronic migraine w/o aura, not intractable',
    'MIGRAINE, CHRONIC, NOT INTRACTABLE',
    'intractable migraine',
    'not intractable chronic migraine',
  ])('is not %s', (text) => {
    expect(verdict(ordered(reason(words(text)), inpatient))).toBe('row 1')
  })
})

describe('a vasoconstriction of the brain on the problem list', () => {
  it.each([icd('I67.841'), words('Reversible cerebral vasoconstriction syndrome')])(
    'leaves out triptans',
    (concept) => {
      expect(offered(ordered({}, onTheList(concept)))).not.toContain('sumatriptan-po')
      expect(verdict(ordered({}, onTheList(concept)))).toBe('row 1')
    },
  )
})

describe('after a delivery', () => {
  it.each(['Z37.0', 'Z39.0', 'Z39.2'])('other causes are named: %s', (code) => {
    const given = ordered({}, { ...woman(), ...diagnosed(icd(code)) })
    expect(detail(given)).toContain('After a delivery: look for pre-eclampsia')
    expect(offered(given)).not.toContain('aac')
  })
})

describe('a reason to leave out', () => {
  const given = (name: string): Partial<Facts> => ({ administrations: read(aDose(words(name))) })
  it('is told in full though the name is long', () => {
    const name = '1 ML ketorolac tromethamine 30 MG/ML Injection in a prefilled syringe for single use'
    const said = detail(ordered({}, given(name)))
    expect(said).toContain(`left out: ${name.slice(0, 59)}… given within 6 hours.`)
  })
  it('is named of two triptans that failed', () => {
    const failed = (name: string): MedicationUse =>
      aMedication(words(name), { status: 'stopped', statusReason: [words('ineffective')], ...homeMed })
    const medications = read(failed('rizatriptan'), failed('sumatriptan'))
    expect(detail(ordered({}, { medications }))).toContain(
      'Triptans left out: rizatriptan and sumatriptan tried without success',
    )
  })
})
