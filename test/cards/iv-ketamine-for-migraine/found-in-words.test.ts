import type { Concept, Condition, Facts } from '../../../cards/facts.ts'
import { aCondition, icd, migraine, read, words } from './builders.ts'
import { at, detail, offered, onTheList, ordered, reason, spoken, verdict } from './decisions.ts'
import { fits, nsaids, triptans, without } from './screened.ts'

const earlier = (concept: Concept, ...others: readonly Condition[]): Partial<Facts> => ({
  conditions: read(aCondition(concept, { encounterDiagnosis: true, ofThisEncounter: false }), ...others),
})

describe('where the migraine was found', () => {
  const knee = at(words('knee pain'))
  it.each<[string, Facts, string, string]>([
    [
      'the order says headache',
      ordered(reason(icd('R51.9')), { ...knee, ...onTheList(migraine) }),
      'problem list: ',
      'ordered for headache; migraine is on the problem list',
    ],
    [
      'the encounter says it',
      ordered({ reasons: [] }, { ...at(icd('R51.9')), ...onTheList(migraine) }),
      'problem list: ',
      'ordered in an encounter for headache; migraine is on the problem list',
    ],
    [
      'an earlier encounter was for it',
      ordered({ reasons: [] }, { ...at(icd('R51.9')), ...earlier(migraine) }),
      'earlier diagnosis: ',
      'ordered in an encounter for headache; migraine is a diagnosis of an earlier encounter',
    ],
    [
      'it is on the problem list, too',
      ordered({ reasons: [] }, { ...at(icd('R51.9')), ...earlier(migraine, aCondition({ ...migraine })) }),
      'problem list: ',
      'ordered in an encounter for headache; migraine is on the problem list',
    ],
    [
      'it is both at once',
      ordered(
        { reasons: [] },
        {
          ...at(icd('R51.9')),
          conditions: read(
            aCondition(migraine, { encounterDiagnosis: true, alsoListed: true, ofThisEncounter: false }),
          ),
        },
      ),
      'problem list: ',
      'ordered in an encounter for headache; migraine is on the problem list',
    ],
    [
      'the encounter is for migraine',
      ordered(reason(icd('R51.9')), at(migraine)),
      'encounter: ',
      'ordered for headache in an encounter for migraine',
    ],
    [
      'the encounter alone says it',
      ordered({ reasons: [] }, at(migraine)),
      'encounter: ',
      'ordered in an encounter for migraine',
    ],
  ])('is told where %s', (_, given, place, purpose) => {
    expect(verdict(given)).toBe('row 2')
    expect(detail(given)).toContain(`**IV ketamine ${purpose}** (${place}`)
    expect(spoken(given).mattered.some((told) => told.startsWith('On the problem list: '))).toBe(
      place === 'problem list: ',
    )
  })
})

describe('words beside a code of a site', () => {
  const other = {
    codes: [{ system: 'urn:local', code: 'OTH', display: 'Other (see comment)' }],
    text: 'migraine, 2 days',
  }
  const named = { codes: [{ system: 'urn:local', code: '7', display: 'MIGRAINE' }], text: 'Head' }
  it('are what is cited where they say it and the code does not', () => {
    expect(detail(ordered(reason(other)))).toContain('(order reason: "migraine, 2 days").')
    expect(detail(ordered({ reasons: [] }, at(other)))).toContain('(encounter: "migraine, 2 days").')
    expect(detail(ordered(reason(named)))).toContain('(order reason: MIGRAINE, 7).')
  })
})

describe('a rise in blood pressure', () => {
  it.each([
    'Uncontrolled hypertension',
    'Hypertensive crisis',
    'Hypertensive emergency',
    'history of stroke',
    'CVA 2019',
    'TIA',
    'subdural hematoma',
    'hypertension not controlled',
    'severe hypertension, no end organ damage',
    'stroke without residual deficit',
    'CVA 2019, no deficits',
    'TIA, not on anticoagulants',
    'subdural hematoma 2019, no midline shift',
  ])('is hazardous with a pressure or a stroke that leaves triptans out in words: %s', (text) => {
    const said = detail(ordered({}, onTheList(words(text))))
    expect(said).toContain(`Label: not where a rise in blood pressure would be a serious hazard ("${text}").`)
    expect(said).toMatch(new RegExp(`Triptans[^.]* left out: ${text}\\.`))
  })
  it.each([
    'Hypertension',
    'well controlled hypertension',
    'stroke ruled out',
    'no history of stroke',
    'family history of stroke',
    'Stroke - father',
    'stroke unlikely',
    'stroke mimic',
    'migraine with stroke-like aura',
    'fear of stroke',
    'never had a stroke',
  ])('is not with %s', (text) => {
    expect(detail(ordered({}, onTheList(words(text))))).not.toContain('serious hazard')
  })
})

describe('medication overuse in words', () => {
  it.each([
    'Analgesic headache',
    'Codeine overuse headache',
    'Drug-induced headache',
    'Medication overuse headache',
    'MOH',
    'Rebound headache',
    'medication-overuse headache due to triptans',
  ])('is overuse: %s', (text) => {
    const given = ordered({}, onTheList(words(text)))
    expect(verdict(given)).toBe('row 1m')
    expect(detail(given)).not.toContain('*Aspirin-acetaminophen-caffeine')
  })
  it('leaves out the class that it names', () => {
    const given = ordered({}, onTheList(words('Medication overuse headache due to Excedrin')))
    expect(offered(given)).not.toContain('aac')
    expect(offered(given)).toContain('sumatriptan-po')
  })
  it.each(['no medication overuse', 'risk of medication overuse headache', 'history of rebound headache'])(
    'is none: %s',
    (text) => {
      expect(verdict(ordered({}, onTheList(words(text))))).toBe('row 1')
    },
  )
})

describe('a hemorrhage inside the skull in words', () => {
  it.each(['SAH 2019', 'ICH', 'brain bleed', 'subdural hematoma', 'Subdural haemorrhage'])(
    'leaves triptans and NSAIDs out: %s',
    (text) => {
      expect(fits({ conditions: [aCondition(words(text))] })).toEqual(without(...triptans, ...nsaids))
    },
  )
})
