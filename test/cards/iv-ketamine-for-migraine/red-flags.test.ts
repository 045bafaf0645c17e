import type { Concept, Facts } from '../../../cards/facts.ts'
import { aCondition, icd, icd9, migraine, read, sct, words } from './builders.ts'
import { at, ordered, verdict } from './decisions.ts'

/** A diagnosis of this encounter. */
const diagnosed = (concept: Concept): Facts =>
  ordered({}, { conditions: read(aCondition(concept, { encounterDiagnosis: true, ofThisEncounter: true })) })

describe('a red flag among the diagnoses of the encounter', () => {
  it.each<[string, Concept]>([
    ['SNOMED CT meningitis', sct('7180009', 'Meningitis')],
    ['SNOMED CT meningitis without its words', sct('7180009')],
    ['an unlisted SNOMED CT meningitis', sct('95883001', 'Bacterial meningitis (disorder)')],
    ['SNOMED CT venous sinus thrombosis', sct('95455008', 'Cerebral venous sinus thrombosis')],
    ['SNOMED CT cerebral veins without words', sct('95455008')],
    ['SNOMED CT temporal arteritis', sct('400130008', 'Temporal arteritis')],
    ['SNOMED CT temporal arteritis without words', sct('400130008')],
    ['SNOMED CT subarachnoid haemorrhage without words', sct('21454007')],
    ['SNOMED CT ischemic stroke without words', sct('422504002')],
    ['SNOMED CT cerebrovascular accident', sct('900000001', 'Cerebrovascular accident due to occlusion (disorder)')],
    ['SNOMED CT pre-eclampsia', sct('46764007', 'Severe pre-eclampsia')],
    ['reversible cerebral vasoconstriction', icd('I67.841')],
    ['reversible cerebral vasoconstriction in words', words('RCVS')],
    ['ICD-9-CM meningitis', icd9('322.9', 'Meningitis, unspecified')],
    ['ICD-9-CM meningitis without words', icd9('322.9')],
    ['ICD-9-CM subarachnoid hemorrhage', icd9('430', 'Subarachnoid hemorrhage')],
    ...[
      'Cranial arteritis',
      'Arteritis - giant cell',
      'Dural sinus thrombosis',
      'Cortical vein thrombosis',
      'Intracranial venous thrombosis',
      'Pre-eclamptic toxaemia',
      'Eclamptic fit',
      'Ruptured berry aneurysm',
      'Acute on chronic subdural',
    ].map((name): [string, Concept] => [name, words(name)]),
    ['a local code', { codes: [{ system: 'urn:local', code: '1', display: 'Acute stroke' }] }],
    ['a code without words and a text', { codes: [{ system: 'urn:local', code: '1' }], text: 'SAH' }],
    ['ICD-10-CM meningococcal meningitis', icd('A39.0')],
    ['ICD-10-CM bacterial meningoencephalitis', icd('G04.2')],
    ['meningoencephalitis in words', words('Meningoencephalitis')],
    ['a bleeding by its abbreviation', words('ICH')],
    ['a subdural one by its abbreviation', words('acute SDH after fall')],
    ['a bleeding as it is called', words('brain bleed')],
    ['a bleeding by its site', words('cerebellar haemorrhage')],
    ['ICD-10-CM tuberculous meningitis', icd('A17.0')],
    ['ICD-10-CM herpesviral meningitis', icd('B00.3')],
    ['ICD-10-CM cerebral venous thrombosis', icd('G08')],
    ['ICD-10-CM giant cell arteritis', icd('M31.6')],
    ['ICD-10-CM hypertensive encephalopathy', icd('I67.4')],
    ['ICD-10-CM ischemic stroke', icd('I63.9')],
    ['ICD-10-CM pre-eclampsia', icd('O14.10')],
    ['ICD-10-CM traumatic subarachnoid hemorrhage', icd('S06.6X0A')],
    ['ICD-10-CM traumatic hemorrhage of the cerebrum', icd('S06.340A')],
    ['ICD-10-CM hypertension with pre-eclampsia', icd('O11.9')],
    ['ICD-10-CM postprocedural cerebrovascular infarction', icd('I97.820')],
  ])('is one: %s', (_, concept) => {
    expect(verdict(diagnosed(concept))).toBe('row 9')
    expect(verdict(ordered({}, at(migraine, concept)))).toBe('row 9')
  })

  it.each<[string, Concept]>([
    ['an earlier stroke', sct('275526006', 'History of cerebrovascular accident (situation)')],
    [
      'an earlier infarction, ICD-9-CM',
      icd9('V12.54', 'Personal history of transient ischemic attack (TIA), and cerebral infarction without residuals'),
    ],
    ['a stroke in the family', sct('900000002', 'Family history of stroke')],
    ['a stroke of the mother', { codes: [{ system: 'urn:local', code: '1' }], text: 'migraine; mother had a stroke' }],
    ['meningitis ruled out', sct('900000003', 'Meningitis ruled out')],
    ['rule out meningitis', { codes: [{ system: 'urn:local', code: '1' }], text: 'headache, rule out meningitis' }],
    ['no meningitis', { codes: [{ system: 'urn:local', code: '1' }], text: 'no evidence of meningitis' }],
    ['what a stroke left behind', sct('900000004', 'Hemiplegia as late effect of cerebrovascular accident')],
    ['what followed a stroke', sct('900000005', 'Aphasia due to and following cerebrovascular accident')],
    ['a risk', sct('900000006', 'At increased risk of stroke')],
    ['a heat stroke', sct('52072009', 'Heat stroke')],
    ['a vaccination', sct('900000007', 'Meningitis vaccination')],
    ['a vaccination against one kind', sct('900000007', 'First meningitis C vaccination')],
    ['an exposure', sct('900000008', 'Exposure to meningitis')],
    ['what looks like one', sct('900000009', 'Stroke-like migraine attack')],
    ['tenderness of the flank', { codes: [{ system: 'urn:local', code: '1' }], text: 'CVA tenderness' }],
    ['one excluded', { codes: [{ system: 'urn:local', code: '1' }], text: 'SAH was ruled out' }],
    ['a hemorrhage excluded', words('Subarachnoid hemorrhage ruled out')],
    ['a haemorrhage excluded', words('subarachnoid haemorrhage excluded')],
    ['one thought unlikely', { codes: [{ system: 'urn:local', code: '1' }], text: 'meningitis unlikely' }],
    ['one that is over', sct('900000010', 'Meningitis - resolved')],
    ['one without, abbreviated', words('aneurysm w/o SAH')],
    ['a previous one', sct('900000011', 'Previous ischemic stroke')],
    ['a spinal block', sct('900000012', 'Subarachnoid block')],
    ['instruction', sct('900000013', 'Stroke education')],
    ['migraine aura without infarction', icd9('346.50', 'Persistent migraine aura without cerebral infarction')],
    // ICD-10-CM is listed whole: its code says what the problem is, whatever is written beside it.
    ['words beside an ICD-10-CM code', { ...icd('I10', 'Hypertension'), text: 'Hypertension; mother had a stroke' }],
    ['ICD-10-CM history of stroke', icd('Z86.73', 'Personal history of TIA, and cerebral infarction')],
  ])('is none: %s', (_, concept) => {
    expect(verdict(diagnosed(concept))).toBe('row 1')
  })

  it.each([
    'SAH',
    'Acute stroke',
    'CVA',
    'Cerebrovascular accident',
    'Meningitis',
    'Giant cell arteritis',
    'GCA',
    'Temporal arteritis',
    'Pre-eclampsia',
    'Preeclampsia',
    'Eclampsia',
    'Cerebral venous thrombosis',
    'Cerebral vein thrombosis',
    'Thrombosis of cerebral veins',
    'Venous sinus thrombosis',
    'Cerebral sinus thrombosis',
    'Sagittal sinus thrombosis',
    'Transverse sinus thrombosis',
    'Sigmoid sinus thrombosis',
    'Cavernous sinus thrombosis',
    'CVST',
    'CVT',
    'Intracranial hemorrhage',
    'Intracranial haemorrhage',
    'Intracerebral hemorrhage',
    'Cerebral haemorrhage',
    'Subdural hematoma',
    'Subdural haematoma',
    'Subdural hemorrhage',
    'Hypertensive encephalopathy',
    'Ruptured aneurysm',
    'Ruptured cerebral aneurysm',
    'Epidural hematoma',
    'IPH',
    'Brain aneurysm rupture',
  ])('is one in words: %s', (text) => {
    expect(verdict(ordered({}, at(migraine, words(text))))).toBe('row 9')
    expect(verdict(ordered({}, at(migraine, words(`acute ${text.toLowerCase()}, confirmed`))))).toBe('row 9')
    expect(verdict(ordered({}, at(migraine, words(`cannot rule out ${text}`))))).toBe('row 9')
    for (const not of [`no ${text}`, `rule out ${text}`, `history of ${text}`, `${text} ruled out`])
      expect(verdict(ordered({}, at(migraine, words(not))))).toBe('row 1')
  })

  it.each(['Subarachnoid hemorrhage', 'subarachnoid bleed'])('is one in words: %s', (text) => {
    expect(verdict(ordered({}, at(migraine, words(text))))).toBe('row 9')
    for (const not of [`no ${text}`, `rule out ${text}`, `history of ${text}`])
      expect(verdict(ordered({}, at(migraine, words(not))))).toBe('row 1')
  })

  it.each([
    'post-stroke headache',
    'post-meningitis headache',
    'late effects of stroke',
    'sequelae of subarachnoid hemorrhage',
    'fear of stroke',
    'risk factors for stroke',
    'stroke prevention',
    'old lacunar stroke',
    'previous SAH',
  ])('is none in words: %s', (text) => {
    expect(verdict(ordered({}, at(migraine, words(text))))).toBe('row 1')
  })

  it('is one beside what was once', () => {
    expect(verdict(ordered({}, at(words('hx of migraine, SAH'))))).toBe('row 9')
    expect(verdict(ordered({}, at(words('family history of stroke; meningitis'))))).toBe('row 9')
    expect(verdict(ordered({}, at(words('headache prior to SAH'))))).toBe('row 9')
    expect(verdict(ordered({}, at(words('chronic migraine with meningitis'))))).toBe('row 9')
    expect(verdict(ordered({}, at(words('daughter reports stroke symptoms'))))).toBe('row 9')
  })
})

describe('an answer behind a red flag', () => {
  it.each(['SAH - no contrast CT', 'stroke negative CT', 'stroke, no tPA', 'stroke: code called'])(
    'is of another thing: %s',
    (text) => {
      expect(verdict(ordered({}, at(migraine, words(text))))).toBe('row 9')
    },
  )
  it.each(['SAH neg', 'Stroke: negative', 'meningitis - none', 'SAH (-)'])('denies it: %s', (text) => {
    expect(verdict(ordered({}, at(migraine, words(text))))).toBe('row 1')
  })
})
