import type { Allergy } from '../../../cards/facts.ts'
import { allergyOf } from '../../../src/fhir/facts-allergies.ts'
import { anAllergy, aReaction, read, rx, sct, words } from './builders.ts'
import { detail, ordered, spoken } from './decisions.ts'
import { fits, recommended, screened, without } from './screened.ts'

const named = (...allergies: readonly Allergy[]): readonly string[] => screened({ allergies }).unclassified
const inWords = (text: string, over: Partial<Allergy> = {}): Allergy => anAllergy(words(text), over)

describe('an allergy to what nobody here knows', () => {
  it.each([
    ['Zorvamine', 'Zorvamine allergy'],
    ['ZORVAMINE 20 MG TABLET', 'ZORVAMINE 20 MG TABLET allergy'],
    ['Zorvamine (hives)', 'Zorvamine (hives) allergy'],
    ['allergic to Zorvamine', 'allergic to Zorvamine'],
    ['Zorvamine, tolerates ibuprofen', 'Zorvamine, tolerates ibuprofen allergy'],
  ])('is named, and nothing is recommended: %s', (text, cited) => {
    expect(named(inWords(text))).toEqual([cited])
    expect(recommended(screened({ allergies: [inWords(text)] }))).toBeUndefined()
    expect(fits({ allergies: [inWords(text)] })).toEqual(without())
  })
  it('is named by what the record calls it, beside medications', () => {
    const allergies = [inWords('Zorvamine', { type: 'intolerance', reactions: [aReaction('Nausea')] })]
    expect(named(...allergies)).toEqual(['Zorvamine intolerance'])
    expect(detail(ordered({}, { allergies: read(...allergies) }))).toContain(
      'Not recognised, so nothing is recommended: "Zorvamine intolerance".',
    )
  })
  it('is escaped and cut on the card, and three are named', () => {
    const many = ['<b>Zorvamine</b>', `Quillorex${'x'.repeat(90)}`, 'Brandolip', 'Tesquavane'].map((text) =>
      inWords(text),
    )
    const said = detail(ordered({}, { allergies: read(...many) }))
    expect(said).toContain('"&lt;b&gt;Zorvamine&lt;/b&gt; allergy"')
    expect(said).toMatch(/"Quillorexx{50}…" and 1 more\./)
    expect(spoken(ordered({}, { allergies: read(...many) })).card.suggestions.some((one) => one.recommended)).toBe(
      false,
    )
  })
  it('does not hide beside one that is known', () => {
    expect(named(inWords('penicillin'), inWords('Zorvamine'), inWords('aspirin'))).toEqual(['Zorvamine allergy'])
  })
})

describe('an allergy to what allergy lists usually hold', () => {
  it.each([
    'Penicillins, PCN - rash, Keflex [Cephalexin], Sulfa Antibiotics, Z-pak, Vanc, All -mycins, Quinolones, Macrobid',
    'Codeine, Morphine And Related, Demerol, Opioids, Novocain, caine, Anesthetics - Amide Type, Propofol',
    'ACE Inhibitors, Lisinopril, Statins-Hmg-Coa Reductase Inhibitors, Lipitor [Atorvastatin], HCTZ, Beta Blockers, NTG',
    'SSRIs, TCA, MAOI, Li, PPI, MTX, PHT, CBZ, VPA, DOAC, rif, CsA, azole antifungal, ETOH, CGRP mAb, adalimumab-adaz',
    'IV Contrast, Iodinated Contrast Media, Ivp Dye, Gadolinium-Containing Agents, Iodine, Betadine, ChloraPrep',
    'Latex, Natural Rubber, Adhesive Tape-Silicones, Paper tape, Band-aids, Tegaderm, Silk sutures, Nickel, Metal',
    'Shellfish-Derived Products, Peanuts, Tree Nuts, Eggs Or Egg-Derived Products, Gluten Meal, Strawberry, Red Dye #40',
    'Bee Venom Protein (Honey Bee), Wasp Venom, Fire Ant, Cat Hair Standardized Allergenic Extract, Dust Mite Extract',
    'Seasonal, Ragweed Pollen, Mold Extracts, Poison Ivy, Feathers, Wool, Perfume, Cigarette smoke, Sun, Cold',
    'Flu vaccine, Tetanus Toxoid, Blood products, Covid-19 mRNA Vacc (Moderna), Fish Oil, Iron Dextran, Birth control pills',
    'Elastoplast, Sticking plaster, Fucidin, Biological washing powder, Flucloxacillin, Co-amoxiclav, Emla',
    'penicilin, amoxacillin, codine, latax, metforman, lipator, benedryl, levoquin, vancomyacin, peanutes, epinepherine',
  ])('is not named: %s', (row) => {
    expect(row.split(', ').filter((text) => named(inWords(text)).length > 0)).toEqual([])
  })
  it('nor is none, nor what cannot be read, which has a sentence of its own', () => {
    for (const text of ['NKDA', 'No known drug allergies', 'None', 'no allergies', 'Unknown', 'Rash'])
      expect(named(inWords(text))).toEqual([])
    expect(named(anAllergy({ codes: [{ system: 'urn:local', code: '99' }] }))).toEqual([])
  })
  it('nor what a terminology of drugs has a code for', () => {
    expect(named(anAllergy(rx('999999', 'zorvamine')), anAllergy(sct('999999', 'Allergy to zorvamine')))).toEqual([])
  })
  it.each([
    ['food', []],
    ['environment', []],
    ['biologic', []],
    ['medication', ['Zorvamine allergy']],
  ])('nor what has another category than medication: %s', (category, expected) => {
    expect(
      named(allergyOf({ resourceType: 'AllergyIntolerance', code: { text: 'Zorvamine' }, category: [category] })),
    ).toEqual(expected)
  })
})

describe('an allergy to any drug', () => {
  const noted = (note: string, code = 'Other drug allergy (see comments)'): Allergy =>
    allergyOf({ resourceType: 'AllergyIntolerance', code: { text: code }, note: [{ text: note }] })
  it('is unreadable where its notes name nothing that is known', () => {
    for (const note of ['Zorvamine - hives', 'a pill from the dentist, passed out', 'Zorvamine'])
      expect(recommended(screened({ allergies: [noted(note)] }))).toBeUndefined()
  })
  it('is told by what its notes name, of ours or not', () => {
    expect(recommended(screened({ allergies: [noted('lisinopril - cough')] }))).toBe('aac')
    expect(recommended(screened({ allergies: [noted('Keflex, hives as a child')] }))).toBe('aac')
    expect(recommended(screened({ allergies: [noted('ibuprofen - hives')] }))).not.toBe('aac')
    expect(recommended(screened({ allergies: [noted('confirmed with Zorana', 'NKDA')] }))).toBe('aac')
  })
})

describe('an entry that denies an allergy to what it names', () => {
  it.each([
    'Patient denies allergy to ibuprofen',
    'Pt denies any allergy to aspirin',
    'No reaction to ibuprofen',
    'No adverse reactions to NSAIDs',
    'no allergy to aspirin',
  ])('leaves nothing out: %s', (text) => {
    expect(fits({ allergies: [inWords(text)] })).toEqual(without())
  })
  it.each(['No NSAIDs due to allergy', 'No reaction to ibuprofen except hives', 'Patient denies taking aspirin, rash'])(
    'is none: %s',
    (text) => {
      expect(fits({ allergies: [inWords(text)] })).not.toContain('naproxen')
    },
  )
})
