import type { Speaks } from '../../cards/guidance.ts'
import { isGraded } from '../../cards/iv-ketamine-for-migraine/problems.ts'
import { bundle, factsOf, items, now } from './a-call.ts'
import { anIvKetamineDraft, decided, sct, speaking } from './decided.ts'

const icd = (code: string, display: string): object => ({
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code, display }],
})
const kidneys = { code: { text: 'Chronic kidney disease' } }
const liver = { code: { text: 'Hepatic impairment' } }
const stage = (...summaries: readonly unknown[]): object => ({ stage: summaries.map((summary) => ({ summary })) })
const condition = (...parts: readonly object[]): object =>
  Object.assign({ resourceType: 'Condition', id: 'c1', clinicalStatus: 'active' }, ...parts) as object

const named = async (...parts: readonly object[]): Promise<unknown> =>
  items((await factsOf({ prefetch: { conditions: bundle(condition(...parts)) }, isGraded })).conditions)[0]

const cardWith = async (...parts: readonly object[]): Promise<Speaks> => {
  const drafts = [anIvKetamineDraft({ reasonCode: [{ text: 'Migraine' }] })]
  return speaking(await decided({ prefetch: { conditions: bundle(condition(...parts)) }, drafts }, 'male'))
}
const fits = ({ options }: Speaks, alternative: string): boolean =>
  options.some((one) => one.alternative === alternative && one.remarks.every(({ effect }) => effect !== 'excluded'))

describe('the stage of a problem', () => {
  it.each([
    ['a text', kidneys, stage({ text: 'Stage 4' }), 'Chronic kidney disease, Stage 4'],
    ['a display', kidneys, stage(sct('431857002', 'Stage 4')), 'Chronic kidney disease, Stage 4'],
    ['DSTU2, where it is one', kidneys, { stage: { summary: { text: 'Stage 4' } } }, 'Chronic kidney disease, Stage 4'],
    [
      'the name of a code',
      { code: sct('709044004', 'Chronic kidney disease (disorder)') },
      stage({ text: 'Stage 4' }),
      'Chronic kidney disease, Stage 4',
    ],
    [
      'two',
      kidneys,
      stage({ text: 'Stage 3' }, { text: 'Stage 4' }),
      'Chronic kidney disease, Stage 3; Chronic kidney disease, Stage 4',
    ],
  ])('is part of its name: %s', async (_, what, how, text) => {
    expect(await named(what, how)).toMatchObject({ concept: { text } })
  })

  it('leaves out what the words would, had they stood together', async () => {
    for (const alternative of ['ibuprofen', 'aac']) {
      expect(fits(await cardWith(kidneys), alternative)).toBe(true)
      expect(fits(await cardWith(kidneys, stage({ text: 'Stage 4' })), alternative)).toBe(false)
      expect(fits(await cardWith(kidneys, stage({ text: 'Stage 3' })), alternative)).toBe(true)
    }
    const cirrhosis = { code: icd('K74.3', 'Primary biliary cirrhosis') }
    expect(fits(await cardWith(cirrhosis), 'ibuprofen')).toBe(true)
    expect(fits(await cardWith(cirrhosis, stage({ text: 'Child-Pugh C' })), 'ibuprofen')).toBe(false)
    expect(fits(await cardWith(cirrhosis, stage({ text: 'Child-Pugh A' })), 'ibuprofen')).toBe(true)
  })
})

describe('the severity of a problem', () => {
  it.each([
    ['by code', { severity: sct('24484000') }, false],
    ['by word', { severity: { text: 'Severe' } }, false],
    ['mild', { severity: sct('255604002', 'Mild') }, true],
    ['not severe', { severity: { text: 'Not severe' } }, true],
  ])('leaves out what the word would: %s', async (_, severity, stays) => {
    for (const alternative of ['ibuprofen', 'aac', 'acetaminophen'])
      expect(fits(await cardWith(liver, severity), alternative)).toBe(stays)
  })
})

describe('severe nausea of today', () => {
  const nausea = { code: icd('R11.0', 'Nausea'), recordedDate: now.toISOString() }
  it.each([
    ['by code', { severity: sct('24484000') }, false],
    ['mild', { severity: sct('255604002', 'Mild') }, true],
    ['without a severity', {}, true],
  ])('leaves what is swallowed out: %s', async (_, severity, stays) => {
    const card = await cardWith(nausea, severity)
    expect([fits(card, 'aac'), fits(card, 'sumatriptan-sc')]).toEqual([stays, true])
  })
})

describe('stage and severity', () => {
  const severe = { severity: sct('24484000', 'Severe') }
  it.each([
    ['a migraine', { code: { text: 'Migraine' } }],
    ['a migraine with nausea', { code: { text: 'Migraine with nausea' } }],
    ['nausea of another time', { code: { text: 'Nausea, history of' } }],
    ['what is called severe', { code: { text: 'Severe nausea' } }],
    ['agitation', { code: { text: 'Agitation' } }],
    ['a cancer', { code: { text: 'Breast cancer' } }],
    ['a code without words', { code: sct('709044004') }],
  ])('change nothing of %s', async (_, what) => {
    const plain = await named(what)
    expect(await named(what, severe, stage({ text: 'Stage 4' }))).toEqual(plain)
  })
  it('without words, or with too many, change nothing', async () => {
    const plain = await named(kidneys)
    expect(await named(kidneys, stage({ coding: [{ system: 'urn:x', code: '4' }] }, 4, {}, undefined))).toEqual(plain)
    expect(await named(kidneys, stage({ text: 'Stage '.repeat(100) }))).toEqual(plain)
    expect(await named(kidneys, { stage: 'Stage 4', severity: 7 })).toEqual(plain)
  })
  it('say it once', async () => {
    const called = { code: { text: 'Severe liver disease' } }
    expect(await named(called, severe)).toMatchObject({ concept: { text: 'Severe liver disease' } })
  })
  it('keep the codes and what a code is called', async () => {
    const coded = { code: sct('709044004', 'Chronic kidney disease (disorder)') }
    expect(await named(coded, stage({ text: 'Stage 4' }))).toMatchObject({
      concept: { codes: [{ code: '709044004', display: 'Chronic kidney disease (disorder)' }] },
    })
  })
})
