import type { OverrideReason } from '../../src/store/events.ts'
import { keepingReasons } from '../../src/store/reasons.ts'
import { anOverride } from './events.ts'

const service = 'a-card-order-sign'
const system = 'urn:reasons'
const listed = [
  { service, system, code: 'protocol', display: 'Institutional protocol or clinical trial' },
  { service, system, code: 'benefit-risk', display: 'Benefit judged to outweigh risk (comment)' },
]
const vendor = (member: string): string => `com.epic.cdshooks.feedback.overrideReason.${member}`

const kept = (reasons: readonly OverrideReason[], words = false): readonly OverrideReason[] =>
  keepingReasons(listed, words)(service, anOverride('a-card', { reasons })).reasons

it.each<[string, OverrideReason, OverrideReason?]>([
  ['of the card', { code: 'protocol', system }],
  ['of the card without its system', { code: 'protocol' }, { code: 'protocol', system }],
  [
    'of the card in its words',
    { code: ' institutional protocol or CLINICAL trial', system: vendor('Title') },
    { code: 'protocol', system },
  ],
  [
    'of the card in its words, as Epic documents the member',
    { code: 'Institutional protocol or clinical trial', system: vendor('reasonTitle') },
    { code: 'protocol', system },
  ],
  [
    'of the card by its code in a title',
    { code: 'benefit-risk', system: vendor('Display') },
    { code: 'benefit-risk', system },
  ],
  [
    'of the card in words that a vendor tells beside a place in its list',
    { code: '2', system: vendor('reasonCategory'), words: ['Something', 'Institutional protocol or clinical trial'] },
    { code: 'protocol', system },
  ],
  [
    'that is a place in a vendor’s list, without its words',
    { code: '2', system: vendor('reasonCategory'), words: ['John Doe'] },
    { code: '2', system: vendor('reasonCategory') },
  ],
  ['that is a place in a list', { code: '7' }],
  ['that is a place in a vendor’s list', { code: '12', system: vendor('reasonCategory') }],
  ['that is a place in a list with an OID', { code: '1234', system: 'urn:oid:1.2.840.114350.1.13' }],
])('keeps a reason %s', (_what, reason, as = reason) => {
  expect(kept([reason])).toEqual([as])
  expect(kept([reason], true)).toEqual([as])
})

const names: readonly OverrideReason[] = [
  { code: 'John Doe wants it because his wife Jane left', system: vendor('Title') },
  { code: 'Bob Jones refused', system: vendor('Display') },
  { code: 'JohnDoe-1970-01-01' },
  { code: '12345' },
  { code: '19700101', system: vendor('reasonCategory') },
  { code: '7', system: 'https://ehr.example/Patient/12345?name=John+Doe' },
  { code: 'x', system: 'urn:x:Mary_Jones' },
  { code: 'protocol', system: 'urn:x:Mary_Jones' },
  { code: '7', system: 'urn:oid:Mary_Jones' },
  { code: '7', system: `${vendor('Title')}.Mary_Jones` },
  { code: 'protocol\0' },
  { code: 'Institutional protocol or clinical trial' },
  { code: 'x'.repeat(5_000_000), system: vendor('Title') },
]

it.each(names.map((reason) => [`${reason.system ?? ''}|${reason.code.slice(0, 40)}`, reason]))(
  'keeps of %s only that there was another reason: it may name a patient',
  (_what, reason) => {
    expect(kept([reason as OverrideReason])).toEqual([{ code: 'other' }])
  },
)

it('tells a reason once', () => {
  expect(kept([...names, { code: 'protocol' }, { code: 'protocol', system }])).toEqual([
    { code: 'other' },
    { code: 'protocol', system },
  ])
})

it('keeps codes and titles of a site’s own list where the site asks for a clinician’s words', () => {
  const own = [
    { code: 'Benefit outweighs risk', system: vendor('Title') },
    { code: 'SITE-12', system: 'urn:site' },
    { code: 'protocol', system: 'urn:site' },
  ]
  expect(kept(own, true)).toEqual(own)
  expect(kept([{ code: 'SITE-12', system: 'with blank' }], true)).toEqual([{ code: 'SITE-12' }])
  const long = ['Mary Jones, born 1.1.1970, wants it', 'x'.repeat(65), 'Müller'].map((code) => ({ code }))
  expect(kept(long, true)).toEqual([{ code: 'other' }])
  expect(kept([{ code: 'Mary Jones MRN 12345', system: vendor('Display') }], true)).toEqual([{ code: 'other' }])
})

it('takes a reason for one of the recommendation whose service is told, not for another’s', () => {
  const protocol = 'Institutional protocol or clinical trial'
  const other = { service: 'other-order-sign', system: 'urn:others', code: 'trial', display: protocol }
  const keep = keepingReasons([...listed, other, { ...other, code: 'protocol', display: 'Protocol' }], false)
  const told = (at: string, ...reasons: OverrideReason[]) => keep(at, anOverride('a-card', { reasons })).reasons
  const inWords = { code: protocol, system: vendor('Title') }
  expect(told(service, inWords)).toEqual([{ code: 'protocol', system }])
  expect(told(other.service, inWords)).toEqual([{ code: 'trial', system: 'urn:others' }])
  expect(told(service, { code: 'protocol' })).toEqual([{ code: 'protocol', system }])
  expect(told(other.service, { code: 'protocol' })).toEqual([{ code: 'protocol', system: 'urn:others' }])
  expect(told('a-third', { code: 'protocol' })).toEqual([{ code: 'other' }])
})
