import fc from 'fast-check'
import type { Concept } from '../../cards/facts.ts'
import { decide } from '../../cards/iv-ketamine-for-migraine/decide.ts'
import { forget, remembered, remembering } from '../../cards/remember.ts'
import {
  aCondition,
  ago,
  aMedication,
  anAllergy,
  anEncounter,
  aReason,
  facts,
  icd,
  migraine,
  read,
  rx,
  sct,
  words,
} from './iv-ketamine-for-migraine/builders.ts'
import { defaults, noReason, ordered } from './iv-ketamine-for-migraine/decisions.ts'

beforeEach(forget)

const counted = (): { readonly ask: (concept: Concept) => string | undefined; readonly times: () => number } => {
  let times = 0
  const ask = remembered(({ text, codes }): string | undefined => {
    times++
    return text === 'nothing' ? undefined : `${text} ${codes.map(({ code }) => code).join()}`
  })
  return { ask, times: () => times }
}

describe('what is remembered of a concept', () => {
  it('is kept once it was said twice, whoever has it, even where the answer is none', () => {
    const { ask, times } = counted()
    const said = [icd('I10', 'Hypertension'), words('nothing'), icd('I10', 'Hypertension'), words('nothing')]
    const answers = ['Hypertension I10', undefined, 'Hypertension I10', undefined]
    expect(said.map(ask)).toEqual(answers)
    expect(times()).toBe(4)
    expect(said.map((one) => ask(structuredClone(one)))).toEqual(answers)
    expect(times()).toBe(4)
    expect(remembering()).toBe(2)
  })

  it.each([
    ['another code', icd('I11', 'Hypertension')],
    ['another system', sct('I10', 'Hypertension')],
    ['another text', { ...icd('I10', 'Hypertension'), text: 'High blood pressure' }],
    ['another display', { ...icd('I10', 'High blood pressure'), text: 'Hypertension' }],
    ['one code more', { text: 'Hypertension', codes: [...icd('I10', 'Hypertension').codes, ...sct('1').codes] }],
    ['no code', words('Hypertension')],
  ])('is not the answer for %s', (_, other) => {
    const { ask } = counted()
    for (let n = 0; n < 4; n++) {
      expect(ask(icd('I10', 'Hypertension'))).toBe('Hypertension I10')
      expect(ask(other)).toBe(`${other.text} ${other.codes.map(({ code }) => code).join()}`)
    }
  })

  it.each([
    ['with long words', words('a '.repeat(100))],
    ['with many codes', { codes: Array.from({ length: 30 }, (_, n) => ({ system: 's', code: `c${n}` })) }],
  ])('is kept of one %s as long as that is in use itself, and of no other', (_, long) => {
    const { ask, times } = counted()
    const between = words('another')
    for (let n = 0; n < 4; n++) for (const one of [long, between]) ask(one)
    expect(times()).toBe(1 + 2)
    expect(ask(structuredClone(long))).toBe(ask(long))
    expect(times()).toBe(1 + 2 + 1)
    expect(remembering()).toBe(1)
  })

  it('is bounded, whatever is asked', () => {
    const { ask } = counted()
    for (let n = 0; n < 40_000; n++) ask(icd(`E${n}`, `Disease number ${Math.floor(n / 3)}`))
    expect(remembering()).toBeGreaterThan(1000)
    expect(remembering()).toBeLessThanOrEqual(3500)
  })

  it('is forgotten where it is long, or was said once', () => {
    const { ask } = counted()
    const long = 'She told me on the telephone that '.repeat(4)
    const many = { codes: Array.from({ length: 200 }, (_, k) => ({ system: 's', code: `${k}` })), text: 'short' }
    const all = [words(long), icd('I10', long), icd(long), sct(long, 'x'), { ...icd('I10', long), text: 'x' }, many]
    for (let n = 0; n < 5; n++) for (const concept of all) ask(concept)
    for (let n = 0; n < 500; n++) ask(words(`Mrs. ${n} has pain`))
    expect(remembering()).toBe(0)
  })

  it('does not change with the object it was learned from', () => {
    const { ask } = counted()
    const codes = [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I10', display: 'Hypertension' }]
    for (let n = 0; n < 3; n++) ask({ codes, text: 'Hypertension' })
    codes[0] = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909', display: 'Migraine' }
    expect(ask(icd('I10', 'Hypertension'))).toBe('Hypertension I10')
  })
})

describe('a decision', () => {
  const problem = fc.constantFrom(
    migraine,
    icd('I25.10', 'Coronary artery disease'),
    icd('I10', 'Hypertension'),
    sct('53741008', 'Coronary artery disease'),
    words('Coronary artery disease'),
    words('no coronary artery disease'),
    words('pregnant'),
    words('vomiting'),
    words('NSAID allergy'),
    icd('R51.9', 'Headache'),
    icd('R51.9', 'Coronary artery disease'),
    words('status migrainosus '.repeat(9)),
  )
  const drug = fc.constantFrom(
    rx('11289', 'warfarin'),
    words('warfarin'),
    rx('11289'),
    words('Study drug 17'),
    rx('313161', 'sumatriptan 50 MG Oral Tablet'),
    rx('313161', 'warfarin'),
  )
  const chart = fc.record({
    problems: fc.array(problem, { maxLength: 5 }),
    drugs: fc.array(drug, { maxLength: 4 }),
    allergies: fc.array(drug, { maxLength: 2 }),
    encounter: fc.array(problem, { maxLength: 1 }),
    stated: fc.boolean(),
  })

  it('is the same with everything remembered and with nothing', () => {
    fc.assert(
      fc.property(fc.array(chart, { minLength: 1, maxLength: 4 }), (charts) => {
        const given = charts.map(({ problems, drugs, allergies, encounter, stated }) =>
          ordered(stated ? {} : noReason, {
            conditions: read(...problems.map((one) => aCondition(one, { recorded: ago({ hours: 3 }) }))),
            medications: read(...drugs.map((one) => aMedication(one))),
            allergies: read(...allergies.map((one) => anAllergy(one))),
            encounter: read(anEncounter({ reasons: encounter.map((one) => aReason(one)) })),
          }),
        )
        const cold = given.map((one) => {
          forget()
          return decide(one, defaults)
        })
        for (let n = 0; n < 3; n++) expect(given.map((one) => decide(structuredClone(one), defaults))).toEqual(cold)
      }),
      { numRuns: 300 },
    )
  })

  it('is not changed by problems that mean nothing here, and by every one that does', () => {
    const idle = Array.from({ length: 40 }, (_, n) => aCondition(icd(`M54.${n}`, `Dorsalgia at level ${n}`)))
    const meant = [migraine, icd('I25.10'), sct('53741008'), words('pregnant'), words('NSAID allergy'), icd('G44.41')]
    for (const one of [undefined, ...meant]) {
      const problems = one === undefined ? [] : [aCondition(one)]
      const alone = decide(ordered({}, { conditions: read(...problems) }), defaults)
      const among = ordered({}, { conditions: read(...idle.slice(0, 20), ...problems, ...idle.slice(20)) })
      expect(decide(among, defaults)).toEqual(alone)
      const nobody = decide(ordered({}, { conditions: read(...idle) }), defaults)
      if (one !== undefined && one !== migraine) expect(decide(among, defaults)).not.toEqual(nobody)
    }
  })

  it('lets nothing be kept of a chart but concepts', () => {
    for (let n = 0; n < 3; n++) decide(facts({ conditions: [aCondition(icd('I10', 'Hypertension'))] }), defaults)
    const once = remembering()
    for (let n = 0; n < 50; n++)
      decide(facts({ patient: { birthDate: `19${50 + (n % 40)}-03-04` }, now: ago({ days: n }) }), defaults)
    expect(remembering()).toBe(once)
  })
})
