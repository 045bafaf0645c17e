import type { Concept } from '../../../cards/facts.ts'
import { icd, migraine, sct, words } from './builders.ts'
import { at, noReason, onTheList, ordered, reason, verdict } from './decisions.ts'

/** A headache, and what comes with a migraine, as the reasons of an order. */

const companions: readonly (readonly [string, Concept])[] = [
  ['nausea', icd('R11.0')],
  ['vomiting', icd('R11.10')],
  ['nausea with vomiting', icd('R11.2')],
  ['dizziness', icd('R42')],
  ['dehydration', icd('E86.0')],
  ['visual discomfort', icd('H53.149')],
  ['nausea in SNOMED CT', sct('422587007')],
  ['vomiting in SNOMED CT', sct('422400008')],
  ['both in SNOMED CT', sct('16932000')],
  ['photophobia in SNOMED CT', sct('409668002')],
  ['phonophobia in SNOMED CT', sct('313387002')],
  ['dizziness in SNOMED CT', sct('404640003')],
  ['dehydration in SNOMED CT', sct('34095006')],
  ...[
    'nausea',
    'Nausea and vomiting',
    'N/V x 2 days',
    'photophobia',
    'photo- and phonophobia',
    'Photo/phonophobia',
    'light sensitivity',
    'sensitivity to light and sound',
    'visual aura',
    'aura',
    'dehydration',
    'severe dehydration',
    'Dizziness since yesterday',
  ].map((text) => [text, words(text)] as const),
]

it.each(companions)('speaks with migraine on the chart: headache with %s', (_, beside) => {
  for (const headache of [icd('R51.9'), words('headache')]) {
    expect(verdict(ordered(reason(headache, beside), onTheList(migraine)))).toBe('row 2')
    expect(verdict(ordered(reason(beside, headache), onTheList(migraine)))).toBe('row 2')
    expect(verdict(ordered(reason(headache, beside)))).toBe('no-migraine-evidence')
  }
  // By itself it is a reason for something else.
  expect(verdict(ordered(reason(beside), onTheList(migraine)))).toBe('other-reason-on-order')
})

it.each([
  'headache with nausea',
  'Headache, nausea, vomiting x 3 days',
  'severe headache + photophobia',
  'headache and dizziness',
  'HA with N/V',
  'HA w/ N/V',
  'Headache/Vomiting',
  'Headache w/ photo/phonophobia',
  'headache since this morning with vomiting',
  'headache x 3 weeks with nausea',
  'morning headache',
])('speaks with migraine on the chart: %s', (text) => {
  expect(verdict(ordered(reason(words(text)), onTheList(migraine)))).toBe('row 2')
  expect(verdict(ordered(noReason, { ...at(words(text)), ...onTheList(migraine) }))).toBe('row 2')
})

it.each<[string, Concept]>([
  ['procedural sedation', words('procedural sedation')],
  ['sedation by code', sct('72641008')],
  ['a fracture', words('ankle fracture')],
  ['a fracture by code', icd('S82.61XA')],
  ['depression', words('depression')],
  ['depression by code', icd('F32.2')],
  ['neck stiffness', words('neck stiffness')],
  ['fever', icd('R50.9')],
  ['syncope', icd('R55')],
  ['cyclical vomiting', icd('R11.15')],
  ['projectile vomiting by code', icd('R11.12')],
  ['projectile vomiting', words('projectile vomiting')],
  ['vomiting with blood', words('vomiting blood')],
  ['nausea of a cause', words('chemotherapy-induced nausea')],
  ['nausea that is denied', words('no nausea')],
  ['pain somewhere', words('nausea, pain')],
  ['abdominal pain', words('abdominal pain and nausea')],
  ['loss of vision', words('visual loss')],
  ['light', words('light')],
  ['a code of the site without words', { codes: [{ system: 'urn:local', code: '7' }] }],
])('is another reason: headache with %s', (_, beside) => {
  expect(verdict(ordered(reason(icd('R51.9'), beside), onTheList(migraine)))).toBe('other-reason-on-order')
})

it.each([
  'headache and fever',
  'headache with nausea and neck stiffness',
  'headache, vomiting, confusion',
  'headache and vomiting after fall',
  'headache without nausea',
  'worst headache with vomiting',
  'nausea and vomiting',
  'morning headache with vomiting',
  'headache x 3 weeks with morning vomiting',
  'headache with vomiting x 3 weeks',
  'headache, n/v x3wks',
  'headache with emesis for 2 months',
])('is another reason: %s', (text) => {
  expect(verdict(ordered(reason(words(text)), onTheList(migraine)))).toBe('other-reason-on-order')
})
