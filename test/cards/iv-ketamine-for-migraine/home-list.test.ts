import type { Concept, Dosage } from '../../../cards/facts.ts'
import { aMedication, rx, words } from './builders.ts'
import { all, fits, fitting, homeMed, nsaids, recommended, rulesFor, screened, without } from './screened.ts'

const ibuprofen = words('ibuprofen 600 mg tab')
const withHome = (drug: Concept, ...dosages: readonly Dosage[]) => ({
  medications: [aMedication(drug, { ...homeMed, dosages })],
})

describe('an NSAID on the home list', () => {
  it.each<[string, readonly Dosage[]]>([
    ['as needed by its sig', [{ text: 'every 6 hours as needed for pain' }]],
    ['prn by its sig', [{ text: '1 TAB PO Q6H PRN' }]],
    ['as needed by its sig, beside a frequency', [{ text: 'Take 1 tablet if needed', perDay: 4 }]],
    ['as needed by a flag', [{ text: 'every 6 hours', asNeeded: true }]],
  ])('%s is no duplicate: it warns', (_, dosages) => {
    const found = screened(withHome(ibuprofen, ...dosages))
    expect(fitting(found).toSorted()).toEqual(all.toSorted())
    expect(rulesFor(found, 'aac')).toContain('nsaid-home-list')
    // One that is warned of is not recommended.
    expect(recommended(found)).toBe('sumatriptan-po')
  })

  it.each<[string, readonly Dosage[]]>([
    ['without a dosage', []],
    ['with a route alone', [{ route: words('Oral') }]],
    ['with a dose alone', [{ dose: { value: 200, unit: 'mg' } }]],
    ['with words that tell no frequency', [{ text: 'take with food' }]],
    ['as directed', [{ text: 'take as directed' }]],
  ])('%s warns where it is sold without a prescription, else it counts as scheduled', (_, dosages) => {
    for (const name of [
      'ibuprofen 200 mg tab',
      'ibuprofen',
      'Advil',
      'naproxen sodium 220 mg',
      'Treximet 85-500 mg',
      'Excedrin Migraine',
    ]) {
      expect(fits(withHome(words(name), ...dosages))).toEqual(all.toSorted())
      expect(rulesFor(screened(withHome(words(name), ...dosages)), 'aac')).toContain('nsaid-home-list')
    }
    for (const name of [
      'ibuprofen 600 mg tab',
      'ibuprofen 800 MG Oral Tablet',
      'naproxen 500 mg tablet',
      'ibuprofen 800 mg / caffeine 100 mg',
    ])
      expect(fits(withHome(words(name), ...dosages))).toEqual(without(...nsaids))
  })

  it.each([
    ['197805', 'ibuprofen', without(...nsaids)],
    ['310965', 'ibuprofen', all.toSorted()],
    ['849431', 'naproxen', without(...nsaids)],
  ])('counts by the strength of its code where its words tell none: %s', (code, name, left) => {
    for (const drug of [rx(code), rx(code, name), { ...rx(code), text: name }])
      expect(fits(withHome(drug))).toEqual(left)
  })

  it.each<[string, readonly Dosage[]]>([
    ['by its sig', [{ text: '1 tablet twice daily with food' }]],
    ['every day', [{ text: 'Take 1 tablet by mouth daily' }]],
    ['by its timing', [{ perDay: 3 }]],
    ['by a flag', [{ asNeeded: false }]],
    ['by a flag, whatever its sig', [{ asNeeded: false, text: 'as needed' }]],
    ['besides one as needed', [{ text: 'every 8 hours' }, { text: '1 tablet as needed' }]],
    ['with more as needed', [{ text: 'Twice daily. May take one extra tablet as needed' }]],
    ['not as needed', [{ text: 'every 8 hours, not as needed' }]],
  ])('scheduled %s leaves NSAIDs out', (_, dosages) => {
    expect(fits(withHome(ibuprofen, ...dosages))).toEqual(without(...nsaids))
  })
})

describe('another NSAID on the home list', () => {
  it.each(['meloxicam 15 mg', 'celecoxib', 'NSAIDs'])('counts as scheduled where nothing else is told: %s', (name) => {
    expect(fits(withHome(words(name)))).toEqual(without(...nsaids))
    expect(fits(withHome(words(name), { text: 'daily as needed' }))).toEqual(all.toSorted())
  })
  it('counts so also beside one that is taken as needed', () => {
    expect(fits(withHome(words('meloxicam 15 mg')))).toEqual(without(...nsaids))
    expect(fits(withHome(words('ibuprofen 200 mg')))).toEqual(all.toSorted())
    expect(fits(withHome(words('meloxicam 15 mg, ibuprofen 200 mg')))).toEqual(without(...nsaids))
    expect(fits(withHome(words('naproxen 220 mg or ibuprofen 200 mg')))).toEqual(all.toSorted())
  })
})

describe('aspirin on the home list', () => {
  it.each<[string, Concept, readonly Dosage[]]>([
    ['by its sig', words('aspirin'), [{ text: '81 mg PO daily' }]],
    ['by its sig with a code', rx('1191', 'aspirin'), [{ text: 'Take 81 mg by mouth once daily.' }]],
    ['as one tablet of so much', words('aspirin EC 81 mg tablet'), [{ text: 'Take 1 tablet (81 mg total) daily' }]],
    ['as baby ASA', words('baby ASA'), []],
    ['as baby aspirin, one a day', words('Baby Aspirin'), [{ text: '1 tablet daily' }]],
    ['as low-dose aspirin', words('low-dose aspirin'), []],
    ['by its number', words('ASA 81'), []],
    ['as half a tablet', words('ASPIRIN 325MG TAB'), [{ text: 'TAKE ONE-HALF TABLET BY MOUTH EVERY DAY' }]],
    ...[
      '81 mg daily; take 4 tablets (324 mg) if chest pain',
      'Take 81 mg daily. Chew 324 mg for chest pain',
      '1 tablet daily, 4 tablets once if you have chest pain and call 911',
      '325 mg once, then 81 mg daily',
    ].map((text): [string, Concept, readonly Dosage[]] => [
      `but for ${text}`,
      words('aspirin 81 mg tablet'),
      [{ text }],
    ]),
  ])('is low-dose %s: a caution', (_, drug, dosages) => {
    const found = screened(withHome(drug, ...dosages))
    expect(fitting(found).toSorted()).toEqual(all.toSorted())
    expect(rulesFor(found, 'ibuprofen')).toContain('nsaid-low-dose-aspirin')
  })

  it.each<[string, Concept, readonly Dosage[]]>([
    ['of so much for pain', words('aspirin 81 mg'), [{ text: '4 tablets (324 mg) daily for pain' }]],
    ...['1 AND 1/2', '1 & 1/2', 'ONE AND 1/2', '1-1/2'].map((count): [string, Concept, readonly Dosage[]] => [
      `as ${count} tablets`,
      words('ASPIRIN 325MG TAB'),
      [{ text: `TAKE ${count} TABLETS BY MOUTH EVERY DAY` }],
    ]),
    ['of so much once a day', words('aspirin'), [{ text: '325 mg once daily for chest pain prevention' }]],
    ['of so much once daily', words('aspirin'), [{ text: '325 mg once daily, then 81 mg daily' }]],
    ['of 325 mg by its sig', words('aspirin'), [{ text: '325 mg PO daily' }]],
    ['of four tablets a day', words('aspirin 81 mg'), [{ text: '2 tablets twice daily' }]],
    ['of three baby aspirins a day', words('baby aspirin'), [{ text: 'Take 3 tablets daily' }]],
    ['of 81 mg six times a day', words('aspirin'), [{ text: '81 mg every 4 hours' }]],
  ])('%s leaves NSAIDs out', (_, drug, dosages) => {
    expect(fits(withHome(drug, ...dosages))).toEqual(without(...nsaids))
  })
})
