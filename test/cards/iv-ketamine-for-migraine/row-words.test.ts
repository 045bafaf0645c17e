import type { Facts, Order } from '../../../cards/facts.ts'
import { aDrug, aReason, anAllergy, anEncounter, icd, ketamine, migraine, read, unread, words } from './builders.ts'
import { at, onTheList, ordered, reason, spoken, woman } from './decisions.ts'

const noRoute: Partial<Order> = { drug: aDrug(ketamine), dosages: [] }

describe('the words', () => {
  const everyCard: readonly [string, Facts][] = [
    ['row 1', ordered()],
    ['row 1n', ordered({}, { encounter: read(anEncounter({ reasons: [aReason(icd('R11.10'))] })) })],
    ['row 1m', ordered({}, onTheList(icd('G44.40')))],
    ['row 2', ordered({ reasons: [] }, { encounter: read(anEncounter({ reasons: [aReason(migraine)] })) })],
    ['row 3', ordered({ reasons: [] }, onTheList(migraine))],
    ['row 4', ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ class: 'IMP' })) })],
    ['row 5', ordered(noRoute)],
    ['row 6', ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] })],
    ['row 7', ordered({}, { ...woman(), ...onTheList(icd('Z3A.28')) })],
    ['row 9', ordered({}, { encounter: read(anEncounter({ reasons: [aReason(icd('I60.9'))] })) })],
    ['row 1 with coronary disease', ordered({}, onTheList(icd('I25.10', 'Coronary artery disease')))],
  ]
  it.each(everyCard)(
    '%s: the summary is under 140 characters and the detail is about 220 words at most',
    (_, given) => {
      const { card } = spoken(given)
      expect(card.summary.length).toBeLessThan(140)
      expect(card.detail.split(/\s+/).length).toBeLessThanOrEqual(260)
    },
  )
  it.each(everyCard)('%s: no forbidden word, no HTML', (_, given) => {
    const { card } = spoken(given)
    expect(`${card.summary} ${card.detail}`).not.toMatch(/contraindicated|not allowed|ineffective|\bmust\b/i)
    expect(card.detail).not.toMatch(/<[a-z]/i)
  })
  it.each(everyCard)(
    '%s: the evidence with its numbers, and the sequence, where one holds, with its own source',
    (row, given) => {
      const { detail } = spoken(given).card
      for (const said of [
        'n = 34',
        'n = 54',
        '6/6',
        '55/77 = 71.4 %',
        'level U',
        'Decision support; clinical judgement applies.',
      ])
        expect(detail).toContain(said)
      const sequence = detail.split('\n\n').find((paragraph) => paragraph.includes('AAFP/ACP-ASIM 2002'))
      // NSAIDs and ergots are none for a pregnancy or a hemorrhage; beside a procedure nothing was screened.
      expect(sequence === undefined).toBe(row === 'row 6' || row === 'row 7' || row === 'row 9')
      expect(sequence ?? '').not.toContain('VA/DoD')
    },
  )
  it('escapes text that came from the chart', () => {
    const { detail } = spoken(
      ordered(reason(words('migraine <iframe srcdoc="x"></iframe> [x](javascript:alert(1)) **bold**'))),
    ).card
    expect(detail).not.toContain('<iframe')
    expect(detail).not.toMatch(/\]\(javascript:/)
    expect(detail).not.toContain('**bold**')
  })
  it('says of content past its review date that it is due', () => {
    expect(spoken(ordered({}, { now: '2031-01-01T00:00:00Z' })).card.detail).toContain('due for review')
    expect(spoken(ordered()).card.detail).not.toContain('due for review')
  })
  it('offers every override reason, the likeliest first', () => {
    const first = (given: Facts): string | undefined => spoken(given).card.overrideReasons[0]?.code
    expect(spoken(ordered()).card.overrideReasons).toHaveLength(9)
    expect(first(ordered())).toBe('refractory-specialist')
    expect(first(ordered({ reasons: [] }, onTheList(migraine)))).toBe('other-indication')
    expect(first(ordered(noRoute))).toBe('other-route')
  })
  it('links the synopsis and three studies, each once', () => {
    const urls = spoken(ordered()).card.links.map(({ url }) => url)
    expect(urls).toHaveLength(4)
    expect(new Set(urls).size).toBe(4)
    for (const url of urls) expect(url).toMatch(/^https:\/\/doi\.org\/10\./)
  })
  it('tells the facts that mattered, those that left an alternative out among them, each once', () => {
    const told = spoken(ordered({}, onTheList(icd('I25.10', 'Coronary artery disease')))).mattered
    expect(told).toContain('Alternatives: Coronary artery disease, I25.10')
    expect(new Set(told).size).toBe(told.length)
  })
  it('say which route is ordered, and that none is where none is', () => {
    expect(spoken(ordered()).card.detail).toMatch(/^\*\*IV ketamine ordered for migraine\*\* \(order reason: /)
    expect(spoken(ordered(noRoute)).card.detail).toMatch(
      /^\*\*Ketamine ordered without a stated route for migraine\*\* \(order reason: /,
    )
  })
  it('name a ketamine hypersensitivity where the route is not stated, and where there is one', () => {
    const sentence = 'A ketamine hypersensitivity is on record.'
    const allergic = { allergies: read(anAllergy(ketamine, { type: 'allergy' })) }
    expect(spoken(ordered(noRoute, allergic)).card.detail).toContain(sentence)
    expect(spoken(ordered(noRoute)).card.detail).not.toContain(sentence)
  })
  it('speak of refractory migraine, a specialised setting and medication overuse where one is on record', () => {
    const { detail } = spoken(ordered()).card
    expect(detail).not.toMatch(/refractory migraine on record|headache referral/i)
    const overuse = spoken(ordered({}, onTheList(icd('G44.40')))).card.detail
    expect(overuse.match(/headache referral/g)).toHaveLength(1)
    const atVisit = ordered({ reasons: [] }, { ...at(migraine), ...onTheList(icd('G44.40')) })
    expect(spoken(atVisit).card.detail).toContain('Medication-overuse headache on record: consider prevention')
  })
  it('tells of the patient and the setting what the row was chosen by', () => {
    const told = (given: Facts): readonly string[] => spoken(given).mattered
    const day = (over: Partial<Facts>): Facts => ordered({}, over)
    expect(told(ordered())).toEqual([expect.stringContaining('Reason on the order: '), 'Age: 41'])
    expect(told(ordered({ reasons: [] }, at(migraine)))[0]).toMatch(/^Reason of the encounter: Migraine/)
    expect(told(ordered({ reasons: [] }, onTheList(migraine)))[0]).toMatch(/^On the problem list: Migraine/)
    expect(told(day({ patient: unread() }))).toContain('Age not known')
    expect(told(day({ ...woman(), ...onTheList(icd('Z33.1')) }))).toContain('Pregnant: Z33.1')
    expect(told(day(woman()))).toContain('Pregnancy status not on record')
    expect(told(day({ ...woman(), ...at(icd('Z39.1')) }))).toContain('Breastfeeding: Z39.1')
    expect(told(day(at(icd('R11.10'))))).toContain('Oral route not usable in this encounter: R11.10')
    expect(told(day(onTheList(icd('G44.40'))))).toContain('Medication-overuse headache: G44.40')
    expect(told(ordered(reason(icd('G43.901'))))).toContain('Refractory migraine or status migrainosus')
    expect(told(day({ encounter: read(anEncounter({ class: 'IMP' })) }))).toContain('Specialised setting')
    expect(told(day({ allergies: read(anAllergy(ketamine, { type: 'allergy' })) }))).toContain(
      'Ketamine hypersensitivity: ketamine',
    )
    expect(told(day(onTheList(icd('I16.9', 'Hypertensive crisis'))))).toContain(
      'A blood-pressure rise would be hazardous: Hypertensive crisis',
    )
    expect(told(day(at(icd('I60.9', 'Subarachnoid hemorrhage'))))).toContain(
      'Possible secondary cause: Subarachnoid hemorrhage',
    )
    expect(told(day({ conditions: unread() }))).toContain('Problem list not available')
  })
  it('tells which code it rests on, and which data were missing', () => {
    const decision = spoken(ordered({}, { allergies: unread() }))
    expect(decision.evidence).toEqual([{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }])
    expect(decision.missing).toEqual(['allergies'])
  })
})
