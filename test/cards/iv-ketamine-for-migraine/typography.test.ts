import type { MedicationUse } from '../../../cards/facts.ts'
import { aCondition, aMedication, anAllergy, aReaction, icd, rx, sct, words } from './builders.ts'
import { detail, onTheList, ordered, reason, spoken, verdict, woman } from './decisions.ts'
import { plainly } from '../../../cards/text.ts'
import {
  fits,
  fitsWith,
  fitting,
  gepants,
  homeMed,
  nsaids,
  recommended,
  screened,
  triptans,
  without,
} from './screened.ts'

/** Word processors, web pages and drug banks write signs that no keyboard has. */

describe('a disease is known by its name whatever its signs', () => {
  it.each([
    'Wolff–Parkinson–White syndrome',
    'Wolff‑Parkinson‑White syndrome',
    'Wolff—Parkinson—White syndrome',
    'Buerger’s disease',
    '“CAD”',
    '‘CAD’',
    'CAD•HTN',
    'CAD→stent',
    'TIA–2019',
    'CAD\u200b',
    '\ufeffCAD',
    'ＣＡＤ',
    'coronary\u00a0artery\u202fdisease',
    'C.A.D.',
    'T.I.A.',
    'Raised lipids, C.A.D., gout',
  ])('%j leaves triptans out', (text) => {
    for (const concept of [words(text), sct('900000001', text)]) {
      const left = fitsWith(concept)
      expect(left.filter((id) => triptans.includes(id))).toEqual([])
      expect(left).toContain('acetaminophen')
    }
  })

  it('and is cited with one full stop', () => {
    const said = (text: string) => screened({ conditions: [aCondition(words(text))] }).sentences
    expect(said('history of C.A.D.')).toContain('Triptans left out: history of C.A.D.')
    expect(said('history of CAD')).toContain('Triptans left out: history of CAD.')
    const { sentences } = screened({ medications: [aMedication(words('Imitrex tab.'), homeMed)] })
    expect(sentences).toContain('On the medication list: Imitrex tab. Ask about doses of the last 24 hours.')
  })

  it.each(['MI→CABG', 'CABG×3', 'CABGx3', 'MIx2', 'M.I. 2015', 'G.I. bleed', 'Samter’s triad'])(
    '%j leaves NSAIDs out',
    (text) => {
      expect(fitsWith(words(text)).filter((id) => nsaids.includes(id))).toEqual([])
    },
  )

  it('beside a code of ICD-10-CM', () => {
    expect(fitsWith({ ...icd('J45.909', 'Unspecified asthma'), text: 'Samter’s triad' })).toEqual(without(...nsaids))
    expect(fitsWith({ ...icd('I10'), text: 'Hypertension – poorly‑controlled' })).toEqual(without(...triptans))
  })

  it.each(['a.c.a.d.e.m.y', 'Relpax20', 'CADET', 'Follow-up at 9 a.m. in 3 days', 'x3', 'M. I. Smith', 'Vitamin C.'])(
    'but not in %j',
    (text) => {
      expect(fitsWith(words(text))).toEqual(without())
    },
  )
})

describe('a drug is known by its name whatever its signs', () => {
  const fitsBeside = (text: string): readonly string[] => fits({ medications: [aMedication(words(text), homeMed)] })
  it.each([
    'Eliquis™ 5 mg',
    'Coumadin™',
    '“warfarin”',
    'warfarin—5 mg',
    'warfarin–5 mg',
    'war\u00adfarin 5 mg',
    'A.S.A.',
  ])('%j leaves NSAIDs out', (text) => {
    const left = fitsBeside(text)
    if (text !== 'A.S.A.') expect(left).toEqual(without(...nsaids))
    else expect(left).not.toContain('aac')
    expect(screened({ medications: [aMedication(words(text), homeMed)] }).unclassified).toEqual([])
  })
  it('as an extract', () => {
    expect(fitsBeside('St. John’s Wort')).toEqual(without(...gepants))
  })
})

it.each(['Aspirin—anaphylaxis', 'NSAID’s', '“Ibuprofen”', 'Motrin™', 'Non–steroidal anti–inflammatory', 'A.S.A.'])(
  'an allergy to %j leaves NSAIDs out',
  (text) => {
    expect(fits({ allergies: [anAllergy(words(text), { reactions: [aReaction('hives')] })] })).toEqual(
      without(...nsaids),
    )
  },
)

describe('words that were sent in one encoding and read in another', () => {
  const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1')
  const asWindows1252 = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text))
  it.each(['Acetylsalicylsäure', 'ácido acetilsalicílico', 'Motrin®', 'Aleve™', 'NSAID’s'])('are read: %s', (text) => {
    for (const misread of [asLatin1(text), asWindows1252(text)])
      expect(fits({ allergies: [anAllergy(words(misread), { reactions: [aReaction('hives')] })] })).toEqual(
        without(...nsaids),
      )
  })
  it.each(['MAÇÃ–ASPIRINA', 'AVELÃ…ASPIRINA', 'LÃ\u00a0ASPIRINA'])('may be Portuguese in capitals: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text), { reactions: [aReaction('hives')] })] })).toEqual(
      without(...nsaids),
    )
  })
  it.each(['Eliquis™ 5 mg', 'Warfarin® 5 mg'])('are read on a medication list: %s', (text) => {
    const found = screened({ medications: [aMedication({ ...rx('900001'), text: asWindows1252(text) }, homeMed)] })
    expect(fitting(found).toSorted()).toEqual(without(...nsaids))
  })
  it.each(['Spaß–Migräne', 'Café™', 'â', 'Ãƒ'])('are left alone where they are what they seem: %s', (text) => {
    expect(plainly(text)).toBe(plainly(text.normalize('NFC')))
    expect(fitsWith(words(text))).toEqual(without())
  })

  const lost = (text: string): string => text.replace(/[^ -~]/gu, '\ufffd')
  it('whose letters were lost name no allergy that can be read', () => {
    const found = screened({ allergies: [anAllergy(words(lost('ácido acetilsalicílico')))] })
    expect(recommended(found)).toBeUndefined()
    expect(found.sentences.join(' ')).toContain('An allergy on record has no readable name')
    expect(recommended(screened({ allergies: [anAllergy(words('\ud800cido acetilsalic\udc00lico'))] }))).toBeUndefined()
    expect(recommended(screened({ allergies: [anAllergy(words(lost('Penicillin®')))] }))).toBe('aac')
    expect(recommended(screened({ allergies: [anAllergy(words(lost('Motrin®')))] }))).not.toBe('aac')
  })
  it.each(['Crohn’s disease', 'Hypothyroidism – stable', 'Low back pain …'])(
    'name a problem that can be read where a sign alone was lost: %s',
    (text) => {
      const problem = screened({ conditions: [aCondition(words(lost(text)))] })
      expect(problem.sentences.join(' ')).not.toContain('no readable name')
    },
  )
  it('are no allergy that cannot be read where a dash was lost', () => {
    for (const text of ['Latex – gloves', 'No known allergies –'])
      expect(recommended(screened({ allergies: [anAllergy(words(lost(text)))] }))).toBe('aac')
  })
  it('nor a problem, nor a medication', () => {
    const problem = screened({ conditions: [aCondition(words(lost('Schlaganfall, ischämisch')))] })
    expect(recommended(problem)).toBeUndefined()
    const drug = { ...rx('900001'), text: lost('Phénprocoumone') }
    expect(screened({ medications: [aMedication(drug, homeMed)] }).unclassified).toEqual([drug.text])
  })
})

it('shows the words of the chart as they are', () => {
  const { card } = spoken(ordered(reason(words('Migraine – “typical”')), onTheList(words('Buerger’s disease'))))
  expect(card.detail).toContain('Migraine – “typical”')
  expect(card.detail).toContain('Buerger’s disease')
})

it('reads the purpose of an order whatever its signs', () => {
  expect(verdict(ordered(reason(words('Migraine—acute'))))).toBe('row 1')
  expect(verdict(ordered(reason(words('Procedural‑sedation'))))).not.toMatch(/^row/)
})

it.each(['  ', '\t', ' \u00a0'])('reads words whatever blanks are between them: %j', (blank) => {
  const spaced = (text: string): string => text.replaceAll(' ', blank)
  const stopped = (text: string): MedicationUse =>
    aMedication(rx('161', 'acetaminophen'), { status: 'stopped', statusReason: [words(text)] })
  for (const text of ['did not help', 'not tolerated'])
    expect(fits({ medications: [stopped(spaced(text))] })).toEqual(fits({ medications: [stopped(text)] }))
  expect(detail(ordered({}, { ...woman(), ...onTheList(words(spaced('Normal breast feeding (finding)'))) }))).toContain(
    'Breastfeeding is on record',
  )
})
