import type { Allergy, Concept, Facts } from '../../../cards/facts.ts'
import { snomed } from '../../../cards/terminology.ts'
import { anAllergy, icd, ketamine, read, rx, sct, words } from './builders.ts'
import { onTheList, ordered, spoken, verdict } from './decisions.ts'
import { fits, triptans, without } from './screened.ts'

const reactingWith = (manifestation: Concept, over: Partial<Allergy> = {}): Facts =>
  ordered({}, { allergies: read(anAllergy(ketamine, { ...over, reactions: [{ manifestations: [manifestation] }] })) })

describe('a reaction to ketamine', () => {
  it.each<[string, Concept]>([
    ['eruption of skin', sct('271807003', 'Eruption of skin')],
    ['angioneurotic edema', words('Angioneurotic edema')],
    ['itch', words('Itch')],
    ['pruritic rash', words('Pruritic skin')],
    ['lip edema', words('Lip edema')],
    ['edema of the lip', words('Edema of lip')],
    ['British oedema', words('Laryngeal oedema')],
    ['throat tightness', words('Throat tightness')],
    ['wheal', words('Wheal')],
    ['wheals', words('Wheals')],
    ['wheezing by code', sct('56018004')],
    ['urticaria by code', sct('126485001')],
    ['eruption by code', sct('271807003')],
  ])('is of the immune kind: %s', (_, manifestation) => {
    expect(verdict(reactingWith(manifestation, { type: 'allergy', criticality: 'high' }))).toBe('row 8')
    expect(verdict(reactingWith(manifestation, { type: 'intolerance' }))).toBe('row 8')
  })

  it.each([
    'Anaphylaxis',
    'anaphylactic shock',
    'anaphylactoid reaction',
    'Urticaria',
    'Hives',
    'Angioedema',
    'Bronchospasm',
    'Wheezing',
    'Rash',
    'Skin eruption',
    'Exanthem',
    'Facial swelling',
    'Pruritus',
    'Itching',
    'Allergic reaction',
    'Hypersensitivity',
    'Stevens-Johnson syndrome',
    'Erythema',
    'Dyspnea',
    'Shortness of breath',
    'Difficulty breathing',
    'Dermatitis',
    'Dyspnoea',
    'Breathlessness',
    'Swollen lips',
    'Face swollen',
    'Blistering',
    'Toxic epidermal necrolysis',
    'Tongue edema',
    'Edema of the larynx',
  ])('is of the immune kind in words: %s', (text) => {
    for (const type of ['allergy', 'intolerance'] as const)
      expect(verdict(reactingWith(words(text), { type }))).toBe('row 8')
    expect(verdict(reactingWith(words(`No ${text}`), { type: 'intolerance' }))).toBe('row 1')
  })

  it.each([
    'hallucinations',
    'dissociation',
    'emergence reaction',
    'dysphoria',
    'agitation',
    'nightmares',
    'confusion',
    'delirium',
    'nausea',
    'vomiting',
    'intolerance',
    'side effects',
  ])('is an effect of ketamine where the name of the record says so, and nothing calls it an allergy: %s', (text) => {
    const named = (over: Partial<Allergy>, more = ''): string =>
      verdict(ordered({}, { allergies: read(anAllergy(words(`ketamine ${text}${more}`), over)) }))
    expect(named({})).toBe('row 1')
    expect([named({ type: 'allergy' }), named({ criticality: 'high' }), named({}, ', hives')]).toEqual(
      Array(3).fill('row 8'),
    )
  })

  it.each(['Hypotension', 'Low blood pressure (disorder)', 'Laryngospasm', 'Shock'])(
    'may be of any kind, and is what the record calls it: %s',
    (text) => {
      expect(verdict(reactingWith(words(text), { type: 'allergy' }))).toBe('row 8')
      expect(verdict(reactingWith(words(text), { criticality: 'high' }))).toBe('row 8')
      expect(verdict(reactingWith(words(text), { type: 'intolerance', criticality: 'high' }))).toBe('row 1')
      expect(verdict(reactingWith(words(text)))).toBe('row 1')
    },
  )

  it.each(['Hallucinations', 'No rash', 'Emergence delirium', 'Nausea', 'Hypertension', 'Peripheral edema'])(
    'is none of the immune kind, whatever the record calls it: %s',
    (text) => {
      const given = reactingWith(words(text), { type: 'allergy', criticality: 'high' })
      expect(verdict(given)).toBe('row 1')
      expect(spoken(given).card.detail).toContain('intolerance or emergence reaction')
    },
  )

  it.each([
    ['nausea', '422587007'],
    ['vomiting', '422400008'],
    ['hallucinations', '7011001'],
    ['delirium', '2776000'],
    ['agitation', '24199005'],
    ['dizziness', '404640003'],
  ])('is none of the immune kind by its code alone: %s', (_, code) => {
    for (const over of [{}, { type: 'allergy', criticality: 'high' }] as const) {
      const given = reactingWith(sct(code), over)
      expect(verdict(given)).toBe('row 1')
      expect(spoken(given).card.detail).toContain('intolerance or emergence reaction')
    }
  })
  it('may be of the immune kind where a code of no list comes without words, or nobody could tell', () => {
    for (const one of [sct('64305001'), { codes: [{ system: 'urn:local', code: '7' }] }, words('Unknown')])
      expect(verdict(reactingWith(one))).toBe('row 8')
    const both = anAllergy(ketamine, { reactions: [{ manifestations: [sct('422587007'), sct('271807003')] }] })
    expect(verdict(ordered({}, { allergies: read(both) }))).toBe('row 8')
    expect(verdict(ordered({}, { allergies: read(anAllergy(ketamine)) }))).toBe('row 8')
  })

  it('counts by its code beside one that is told in words', () => {
    const manifestations = [words('Hallucinations'), sct('41291007')]
    const allergy = anAllergy(ketamine, { type: 'allergy', reactions: [{ manifestations }] })
    expect(verdict(ordered({}, { allergies: read(allergy) }))).toBe('row 8')
  })
})

describe('a reaction to ketamine among the problems, in words', () => {
  const told = (concept: Concept): Facts => ordered({}, onTheList(concept))
  it.each<[string, Concept]>([
    ['an allergy', words('Ketamine allergy')],
    ['an allergy, the drug behind it', words('Allergy to ketamine (finding)')],
    ['of a brand', words('Allergic to Ketalar')],
    ['a hypersensitivity', words('Hypersensitivity to ketamine')],
    ['an anaphylaxis', words('History of anaphylaxis due to ketamine')],
    ['a rash', words('Rash due to ketamine')],
    ['which one there was not', words('Ketamine: hives, no anaphylaxis')],
    ['not the gravest', words('Ketamine allergy: no anaphylaxis')],
    ['as a relative tells', words('Mother reports allergy to ketamine')],
    ['beside a code of ICD-10-CM', { ...icd('Z88.4'), text: 'Allergy to ketamine' }],
    ['beside a code of a reaction of any kind', { ...sct('292165004'), text: 'Anaphylaxis caused by ketamine' }],
  ])('is a hypersensitivity, as it is by its code: %s', (_, concept) => {
    expect([verdict(told(concept)), verdict(told(sct('293707005')))]).toEqual(['row 8', 'row 8'])
    expect(spoken(told(concept)).card.detail).toContain('Ketamine hypersensitivity is on record')
  })
  it('is cited by the code that says so, and not by one of the EHR beside it', () => {
    const own = { system: 'urn:oid:1.2.840.114350.1', code: '1234', display: 'Ketamine allergy' }
    const listed = { ...own, system: snomed, code: '293707005' }
    for (const codes of [[own, listed] as const, [listed, own] as const])
      expect(spoken(told({ codes })).card.detail).toContain('on record: Ketamine allergy, 293707005')
  })
  it.each(['Adverse reaction to ketamine', 'Ketamine intolerance', 'Ketamine adverse reaction (disorder)'])(
    'may be of any kind: %s',
    (text) => {
      expect(verdict(told(words(text)))).toBe('row 1')
      expect(spoken(told(words(text))).card.detail).toContain('intolerance or emergence reaction')
    },
  )
  it.each([
    'No known ketamine allergy',
    'Denies ketamine allergy',
    'Not allergic to ketamine',
    'Ketamine allergy ruled out',
    'Patient is not allergic to ketamine',
    'Never allergic to ketamine',
    'R/O ketamine allergy',
    'Pt without ketamine allergy',
    'Ketamine allergy: no',
    'Ketamine allergy - denied',
    'Ketamine hypersensitivity not confirmed',
    'Mother allergic to ketamine',
    'Mother has ketamine allergy',
    'Grandfather allergic to ketamine',
    'Parents have ketamine allergy',
    'Screening for ketamine allergy',
    'Family history of ketamine allergy',
    'Esketamine allergy',
    'Penicillin allergy (tolerates ketamine)',
    'Ketamine abuse',
  ])('is none: %s', (text) => {
    expect(verdict(told(words(text)))).toBe('row 1')
    expect(spoken(told(words(text))).card.detail).not.toContain('on record: "')
    expect(spoken(told(words(text))).card.detail).not.toContain('intolerance or emergence reaction')
  })
})

describe('anaphylaxis to one triptan', () => {
  const naratriptan = rx('141366', 'naratriptan')
  it('leaves out all by its code alone', () => {
    const reactions = [{ manifestations: [sct('39579001')] }]
    expect(fits({ allergies: [anAllergy(naratriptan, { reactions })] })).toEqual(without(...triptans))
  })
  it('is not any reaction', () => {
    const reactions = [{ manifestations: [sct('271807003')] }]
    expect(fits({ allergies: [anAllergy(naratriptan, { reactions })] })).toEqual(without())
  })
})

describe('what is written beside an allergy', () => {
  const noted = (remark: string, over: Partial<Allergy>, reaction = 'Other (see comments)'): Facts =>
    ordered(
      {},
      {
        allergies: read(
          anAllergy(ketamine, {
            ...over,
            remarks: [remark],
            reactions: [{ manifestations: [words(reaction)] }],
          }),
        ),
      },
    )
  it.each(['Patient states it made her hallucinate', 'dissociated', 'Out of body experience'])(
    'is an effect of ketamine: %s',
    (remark) => {
      expect(verdict(noted(remark, {}))).toBe('row 1')
      expect(verdict(noted(`${remark}, hives`, {}))).toBe('row 8')
    },
  )
  it.each(['throat closing and vomiting', 'Confusion, lips swelled', 'vomiting and collapse, needed epinephrine'])(
    'is no effect of ketamine alone: %s',
    (remark) => {
      for (const over of [{}, { type: 'allergy' }, { criticality: 'high' }] as const)
        expect(verdict(noted(remark, over))).toBe('row 8')
    },
  )
  it('is read where the reaction is another, as VistA files it', () => {
    expect(verdict(noted('HIVES AFTER IV DOSE', { type: 'intolerance' }, 'OTHER REACTION'))).toBe('row 8')
    expect(verdict(noted('EMERGENCE REACTION', { type: 'allergy' }, 'OTHER REACTION'))).toBe(
      verdict(noted('EMERGENCE REACTION', { type: 'allergy' })),
    )
  })
  it.each(['Patient denies hives, no rash', 'emergence reaction, no hives', 'Tolerated since without rash'])(
    'makes no hypersensitivity of an intolerance: %s',
    (remark) => {
      expect(verdict(noted(remark, { type: 'intolerance' }))).toBe('row 1')
    },
  )
  const naratriptan = rx('141366', 'naratriptan')
  const rash = [{ manifestations: [words('rash')] }]
  it.each(['no hives, wheezing, or anaphylaxis', 'Denies hives or anaphylaxis', 'no evidence of anaphylaxis'])(
    'leaves no class out by what it denies: %s',
    (remark) => {
      expect(fits({ allergies: [anAllergy(naratriptan, { reactions: rash, remarks: [remark] })] })).toEqual(without())
    },
  )
  it('leaves the class out by what it tells', () => {
    const remarks = ['no rash; anaphylaxis in 2019']
    expect(fits({ allergies: [anAllergy(naratriptan, { reactions: rash, remarks })] })).toEqual(without(...triptans))
  })
})
