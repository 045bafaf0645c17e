import type { Concept } from '../../../cards/guidance.ts'
import { aCondition, sct, words } from './builders.ts'
import { fits, fitting, rulesFor, screened, triptans, without } from './screened.ts'

/** Names that stand for another thing, or for what is not there. */

const local = (text: string): Concept => ({ codes: [{ system: 'urn:oid:1.2.3', code: '7', display: text }], text })
const ways = (text: string): readonly Concept[] => [words(text), sct('900000001', text), local(text)]

describe('no disease', () => {
  it.each([
    "Ludwig's angina",
    'Ludwig’s angina',
    'Heat stroke',
    'CVA tenderness',
    'Stroke-like symptoms',
    'Myocardial infarction ruled out',
    'MI has been ruled out',
    'Ruled out for MI',
    'Father had heart attack',
    'Mother had a stroke',
    'Mother: stroke',
    'Chronic respiratory failure (CRF)',
    'Cancer-related fatigue (CRF)',
    'Low platelet volume',
    'Dissection of the aorta ruled out',
    'Acute respiratory failure (ARF)',
    'Hepatitis B immune',
    'Hepatitis B vaccination',
    'Hepatitis C screening',
    'Hepatitis C antibody negative',
    'Immune to hepatitis B',
    'Screening for hepatitis C',
    'Vaccination for hepatitis A',
  ])('%s', (text) => {
    for (const concept of ways(text)) {
      const found = screened({ conditions: [aCondition(concept)] })
      expect(fitting(found).toSorted()).toEqual(without())
      expect(rulesFor(found, 'zolmitriptan-po')).toEqual(rulesFor(screened(), 'zolmitriptan-po'))
    }
  })
})

describe('a disease beside it', () => {
  it.each([
    'Heat stroke 2010, angina',
    'CVA with flank tenderness',
    'Stroke, stroke-like episodes',
    'Stroke risk factors: CAD',
    'CAD with MI ruled out',
    'Hx of MI',
    'Rule out MI',
    'Prior stroke',
    'Father drove him here. Stroke',
  ])('leaves triptans out: %s', (text) => {
    for (const concept of ways(text))
      expect(fits({ conditions: [aCondition(concept)] }).filter((id) => triptans.includes(id))).toEqual([])
  })
  it.each([
    'Chronic hepatitis B immune tolerant phase',
    'Hepatitis C, vaccinated against hepatitis A',
    'Hepatitis C antibody positive',
    'Chronic hepatitis B. Immune thrombocytopenia',
    'Hepatitis B e antigen negative',
    'Cirrhosis, hepatitis B immune',
  ])('limits doses: %s', (text) => {
    for (const concept of ways(text))
      expect(rulesFor(screened({ conditions: [aCondition(concept)] }), 'acetaminophen')).toContain('hepatic-impairment')
  })
  it('is kidney failure in full', () => {
    expect(rulesFor(screened({ conditions: [aCondition(words('ARF'))] }), 'ibuprofen')).toContain(
      'nsaid-acute-kidney-failure',
    )
  })
})
