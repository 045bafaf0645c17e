import type { Concept, Dosage, MedicationUse } from '../../../cards/facts.ts'
import { aDose, ago, aMedication, rx, words } from './builders.ts'
import { all, fits, homeMed, nsaids, rulesFor, screened, triptans, without } from './screened.ts'

const acetaminophen = rx('161', 'acetaminophen')
const tablets = rx('198440', 'acetaminophen 500 MG Oral Tablet')
const atHome = (drug: Concept, ...dosages: readonly Dosage[]): MedicationUse =>
  aMedication(drug, { ...homeMed, dosages })
const withHome = (...medications: readonly MedicationUse[]): readonly string[] => fits({ medications })

describe('acetaminophen of a day', () => {
  const left = without('acetaminophen', 'aac')

  it.each([
    'Take 1,000 mg by mouth every 6 hours',
    '1000 mg Oral EVERY 6 HOURS SCHEDULED',
    '650 mg PO q4h',
    '1000mg QID',
    '1 g PO q6h',
    '1 gm PO Q6H',
    '1,000 MG PO Q6H',
    '1,000 mg = 2 tab(s), Oral, q6hr',
    'Take 1,000 mg every six hours',
    'Take 650 mg every four (4) hours',
    'Take 650 mg (two 325 mg tablets) every 4 hours',
    'Take 650 mg every 4 to 6 hours. Do not exceed 4,000 mg in 24 hours',
    'Take up to 1,000 mg every 6 hours',
    '500-1,000 mg four times daily',
    'Take 500 mg to 1 g every 6 hours',
    '1,000 mg 4x daily',
    '1,000 mg 4 x a day',
    '1,000 mg 4 times/day',
    '650 mg/dose q4h',
    'Take 1,000 mg by mouth 4 (four) times daily',
    'Take 1,000 mg by mouth four (4) times a day',
    '1,000 mg TID-QID',
    '1g QDS',
    '1 g 6 hourly',
    'Do not exceed recommended dose. Take 650 mg every 4 hours',
  ])('is reckoned from milligrams in the sig: %s', (text) => {
    expect(withHome(atHome(acetaminophen, { text }))).toEqual(left)
  })

  it('is reckoned from tablets whose code alone tells the strength', () => {
    for (const drug of [rx('198440'), rx('198440', 'acetaminophen'), { ...rx('198440'), text: 'Tylenol' }]) {
      expect(withHome(atHome(drug, { dose: { value: 2, unit: 'tablet' }, perDay: 4 }))).toEqual(left)
      expect(withHome(atHome(drug, { text: '2 tablets every 6 hours' }))).toEqual(left)
      expect(withHome(atHome(drug, { text: '1 tablet every 6 hours' }))).toEqual(all.toSorted())
    }
  })

  it('is what an order of today asks for, not one dose of it', () => {
    const today = aMedication(tablets, {
      ofThisEncounter: false,
      start: ago({ hours: 3 }),
      dosages: [{ text: '1,000 mg every 6 hours' }],
    })
    expect(rulesFor(screened({ medications: [today] }), 'acetaminophen')).toContain('acetaminophen-daily-maximum')
  })

  it.each([
    '2 po q4h',
    '1-2 PO q4h prn pain',
    'Take two 500 mg tablets every 4 hours',
    '2 tabs every four hours',
    'Take 2 every 4 hours',
    'Take 1.5 tablets every 4 hours',
    'Take 1 1/2 tablets every 4 hours',
    'TAKE ONE AND ONE-HALF TABLETS BY MOUTH EVERY 4 HOURS',
    'TWO to be taken FOUR times a day',
    'One or two up to four times a day when required',
    'Take two 4 times/day',
    '1-2 QDS',
    'two qds prn',
    '2 6 hourly',
    '2 four-hourly',
    'two 4-6 hourly',
  ])('is reckoned from tablets in the sig: %s', (text) => {
    expect(withHome(atHome(tablets, { text }))).toEqual(left)
  })

  it.each([
    'Take 500 mg by mouth every 6 hours',
    '500 mg 6 hourly prn',
    '500 mg PO 8 hourly',
    'Take 500 mg 4-6 hourly',
    '500 mg every 6 hourly',
    '1 tablet 6 hourly',
    'one 6-hourly',
    '650 mg PO q6h',
    'Take 650 mg as needed. Max 4,000 mg in 24 hours',
    'Take 500 mg every 6 hours. Do not take more than 4 g a day',
    'No more than 4,000 mg per day',
    'Take 1,000 mg daily',
    'Take 500 mg every 6 hours. Limit total acetaminophen from all sources to 3,000 mg',
    'Take 500 mg every 6 hours. Max. 4 g',
    'Take 1,000 mg as directed for a 5 day course',
    'Take 1,000 mg every 12 hours for 6 days',
    '0.5 tablet every 4 hours',
    'Max 8 tablets/day. Take 1 tablet every 6 hours',
    'Do not exceed 8 tablets in 24 hours. Take 1-2 tablets every 8 hours',
    '1/2 tablet every 4 hours',
    'half a tablet every 4 hours',
    'Take 1,000 mg (160 mg/5 mL) every 8 hours',
  ])('is below its maximum: %s', (text) => {
    expect(withHome(atHome(tablets, { text }))).toEqual(all.toSorted())
  })

  it.each([
    'HYDROcodone-acetaminophen (NORCO) 10-325 mg per tablet',
    'oxyCODONE-acetaminophen (PERCOCET) 5-325 mg tablet',
    'acetaminophen-codeine 300-30 mg',
    'acetaminophen-codeine (TYLENOL #3) 300-30 mg per tablet',
    'Norco 10/325',
    'acetaminophen-HYDROcodone 325 mg-10 mg oral tablet',
    'HYDROcodone 5 mg-acetaminophen 325 mg tablet',
    'oxycodone-acetaminophen 5 mg/325 mg',
    'Fioricet 50-325-40 mg capsule',
    'oxyCODONE 5 MG / APAP 325 MG',
  ])('is read from the name of a combination: %s', (name) => {
    const twoEvery4h = [{ text: '2 tablets q4h' }, { dose: { value: 2, unit: 'tablet' }, perDay: 6 }]
    for (const dosage of twoEvery4h) expect(withHome(atHome(words(name), dosage))).toEqual(left)
    const few = { dose: { value: 1, unit: 'tablet' }, perDay: 4 }
    expect(withHome(atHome(words(name), few))).toEqual(all.toSorted())
  })

  it.each(['tbl', 'tab', 'tablet', 'tabs', 'caplet', 'pill', 'gelcap'])('counts in the unit %s', (unit) => {
    expect(withHome(atHome(tablets, { dose: { value: 2, unit }, perDay: 4 }))).toEqual(left)
  })

  it.each([
    ['rx', rx('307675', 'acetaminophen 32 MG/ML Oral Solution')],
    ['in 5 mL', words('acetaminophen 160 mg/5 mL oral suspension')],
    ['of a combination', words('HYDROcodone-acetaminophen (HYCET) 7.5-325 mg/10 mL solution')],
  ])('is reckoned from millilitres: %s', (_, concept) => {
    expect(withHome(atHome(concept, { dose: { value: 30, unit: 'ml' }, perDay: 6 }))).toEqual(left)
    expect(withHome(atHome(concept, { text: 'Take 30 mL every 4 hours' }))).toEqual(left)
    expect(withHome(atHome(concept, { dose: { value: 10, unit: 'ml' }, perDay: 4 }))).toEqual(all.toSorted())
  })

  const combination = (mg: string) => words(`HYDROcodone-acetaminophen ${mg} mg per tablet`)
  it.each<[string, Concept, string, boolean]>([
    ['tablets', combination('5-325'), '1-2 tablets every 4-6 hours as needed for pain. Max 8 tablets/day', true],
    ['tablets per day', combination('50-325-40'), '2 tablets every 4 hours, not to exceed 6 tablets per day', true],
    ['tablets without their name', combination('5-325'), '2 tablets every 4 hours prn, max 6/day', true],
    [
      'milligrams',
      rx('313782', 'acetaminophen 325 MG'),
      '2 tablets (650 mg total) by mouth every 4 (four) hours as needed. Do not exceed 3000 mg per day',
      true,
    ],
    ['grams', tablets, '500-1000 mg q6h prn, max 3 g daily', true],
    ['grams of it', tablets, '1000 mg q6h. Maximum of 3 grams of acetaminophen in 24 hours', true],
    [
      'a number in words',
      tablets,
      'Take two tablets every 4 hours. No more than six tablets in a 24 hour period',
      true,
    ],
    ['the least of two', tablets, '2 tablets q4h, max 8 tablets/day, max daily dose 3,000 mg', true],
    ['no less than what is reckoned', tablets, '2 po q4-6h prn not to exceed 8 per 24 hours', false],
    ['too much', tablets, '2 po q4h, max 10 tablets per day', false],
    ['of one dose', tablets, '2 tablets q4h, max 2 tablets per dose', false],
    ['of a while', tablets, '2 tablets every 4 hours, max 2 tablets every 4 hours each day', false],
    ['of doses', tablets, '2 tablets q4h, max 6 doses per day', false],
    ['of the other ingredient', combination('5-325'), '3 tablets q4h, max 60 mg per day', false],
    ['of unnamed doses', tablets, '2 tablets q4h, max daily dose 3 doses', false],
    ['by weight', tablets, '1,000 mg q6h, max 75 mg/kg/day', false],
  ])('is no more than the most that its sig allows: %s', (_, drug, text, fit) => {
    expect(withHome(atHome(drug, { text }))).toEqual(fit ? all.toSorted() : left)
  })

  it('is told and compared in whole milligrams', () => {
    const thrice = { dose: { value: 1299.2, unit: 'mg' }, perDay: 3 }
    const found = screened({ medications: [atHome(acetaminophen, thrice)] })
    expect(found.sentences.join(' ')).toContain('acetaminophen 3898 mg a day')
    const exactly = { dose: { value: 1000.0000000000002, unit: 'mg' }, perDay: 3 }
    expect(withHome(atHome(acetaminophen, exactly))).toEqual(all.toSorted())
  })

  it('of infusions given is reckoned from their volume', () => {
    const given = (hours: number) =>
      aDose(rx('1116573', '100 ML acetaminophen 10 MG/ML Injection'), {
        start: ago({ hours }),
        ofThisEncounter: false,
        dosages: [{ dose: { value: 100, unit: 'ml' } }],
      })
    expect(fits({ administrations: [7, 13, 18, 23].map(given) })).toEqual(left)
    expect(fits({ administrations: [7, 13, 18, 26].map(given) })).toEqual(all.toSorted())
  })

  it('is the maximum of a day where the frequency is not told, in grams too', () => {
    const most = (value: number) => atHome(tablets, { maxPerDay: { value, unit: 'g' } })
    expect(withHome(most(4))).toEqual(left)
    expect(withHome(most(3))).toEqual(all.toSorted())
  })

  it('is that maximum in tablets of a known strength as well', () => {
    const most = (value: number, unit: string) => atHome(tablets, { maxPerDay: { value, unit } })
    expect(withHome(most(8, '{tbl}'))).toEqual(left)
    expect(withHome(most(8, 'tablet'))).toEqual(left)
    expect(withHome(most(6, 'tablet'))).toEqual(all.toSorted())
  })
})

describe('NSAIDs given in the last 24 hours', () => {
  const elsewhere = (drug: Concept, mg: number, hours: number): MedicationUse =>
    aDose(drug, {
      start: ago({ hours }),
      ofThisEncounter: false,
      dosages: [{ dose: { value: mg, unit: 'mg' } }],
    })
  const ibuprofen = rx('197807', 'ibuprofen 800 MG Oral Tablet')
  const naproxen = rx('849431', 'naproxen sodium 550 MG Oral Tablet')

  it('at the maximum of a day leave out every NSAID, and say so', () => {
    const administrations = [7, 12, 17, 23].map((hours) => elsewhere(ibuprofen, 800, hours))
    const found = screened({ administrations })
    expect(fits({ administrations })).toEqual(without(...nsaids))
    expect(rulesFor(found, 'aac')).toEqual(['nsaid-daily-maximum'])
    expect(found.sentences).toContain(
      'Sumatriptan-naproxen, aspirin-acetaminophen-caffeine and NSAIDs left out: ibuprofen 3200 mg in 24 hours.',
    )
  })

  it('of naproxen sodium count up to the 1,375 mg of its first day', () => {
    const given = (one: number, other: number) =>
      fits({ administrations: [elsewhere(naproxen, one, 8), elsewhere(naproxen, other, 16)] })
    expect(given(550, 825)).toEqual(without(...nsaids))
    expect(given(550, 276)).toEqual(without(...nsaids))
    expect(given(550, 275)).toEqual(all.toSorted())
  })

  it.each([
    [400, 400, true],
    [400, 401, false],
    [600, 600, false],
  ])('of ibuprofen leave room for the 400 mg of the order below 1,200 mg: %d and %d mg', (one, other, room) => {
    const administrations = [elsewhere(ibuprofen, one, 8), elsewhere(ibuprofen, other, 16)]
    expect(fits({ administrations })).toEqual(room ? all.toSorted() : without(...nsaids))
  })

  it('go by tablets and by the product where no dose is told, and a repeated resource counts once', () => {
    const given = (hours: number, dosages: readonly Dosage[]) =>
      aDose(ibuprofen, { start: ago({ hours }), ofThisEncounter: false, dosages })
    expect(fits({ administrations: [given(8, [{ dose: { value: 2, unit: 'tablet' } }])] })).toEqual(without(...nsaids))
    expect(fits({ administrations: [given(8, []), given(16, [])] })).toEqual(without(...nsaids))
    expect(fits({ administrations: [given(8, []), given(8, [])] })).toEqual(all.toSorted())
  })

  it('are those of 24 hours that were given: not earlier ones, not prescriptions, not low-dose aspirin', () => {
    const earlier = [25, 30, 35].map((hours) => elsewhere(ibuprofen, 800, hours))
    const refused = { ...elsewhere(ibuprofen, 3200, 8), status: 'not-done', statusReason: [words('asleep')] }
    const aspirin = [7, 13, 20].map((hours) => elsewhere(rx('1191', 'aspirin'), 81, hours))
    expect(fits({ administrations: [...earlier, refused, ...aspirin] })).toEqual(all.toSorted())
    const prn = { ...atHome(ibuprofen, { dose: { value: 800, unit: 'mg' }, perDay: 4, asNeeded: true }) }
    expect(withHome(prn)).toEqual(all.toSorted())
  })
})

describe('selegiline of a day', () => {
  const selegiline = rx('859186', 'selegiline hydrochloride 5 MG Oral Capsule')

  it.each([
    ['2 capsules three times daily', false],
    ['10 mg twice daily', false],
    ['1 capsule twice daily', true],
    ['5 mg with breakfast', true],
  ])('of the sig %s', (text, allowed) => {
    const medications = [atHome(selegiline, { text })]
    expect(fits({ medications })).toEqual(allowed ? all.toSorted() : without(...triptans))
    if (allowed) expect(rulesFor(screened({ medications }), 'sumatriptan-po')).toContain('triptan-maoi-b')
  })
})

describe('acetaminophen given in 24 hours', () => {
  const isNear = (...at: readonly number[]): boolean =>
    rulesFor(
      screened({
        administrations: at.map((hours) =>
          aDose(tablets, {
            start: ago({ hours }),
            ofThisEncounter: false,
            dosages: [{ dose: { value: 1000, unit: 'mg' } }],
          }),
        ),
      }),
      'acetaminophen',
    ).includes('acetaminophen-own-maximum')
  it('is a caution where our own dose would go beyond the maximum that its order names', () => {
    expect([isNear(7, 13, 19), isNear(7, 13), isNear(7, 13, 25)]).toEqual([true, false, false])
  })
})
