import { migraine, words } from './builders.ts'
import { at, noReason, ordered, reason, verdict } from './decisions.ts'

/** Other purposes in everyday words: beside migraine in the encounter, and beside migraine on the order. */

describe('an encounter for migraine and', () => {
  it.each([
    'hip fracture',
    'hip fractures',
    'rib fractures',
    'fractured wrist',
    'hip fx',
    'broken ankle',
    'shoulder dislocation',
    'shoulder dislocations',
    'dislocated elbow',
    'refractory seizures',
    'prolonged seizure',
    'super-refractory seizures',
    'refractory focal seizures',
    'bronchospasm',
    'acute bronchospasm',
    'POD 1 laparotomy',
    'POD#2 hip replacement',
    'POD0',
    'postherpetic neuralgia',
    'Post-herpetic neuralgia',
    'trigeminal neuralgia',
    'phantom limb pain',
    'phantom pain',
    'Phantom limb syndrome with pain',
    'cancer-related pain',
    'cancer pain',
    'Neoplasm related pain (acute) (chronic)',
    'pain due to metastatic cancer',
    'malignancy-associated pain',
    'polytrauma',
    'gunshot wound',
    'MDD',
    'MDD, recurrent, severe',
    'TRD',
    'SI',
    'passive SI',
    'SI/HI',
    'MVC with SI',
    'suicidality',
    'ECT',
    'awake craniotomy',
    'surgery',
    'knee surgery today',
  ])('%s is silent', (text) => {
    expect(verdict(ordered(noReason, at(migraine, words(text))))).toBe('competing-indication')
    // Not where the order itself says migraine alone.
    expect(verdict(ordered({}, at(migraine, words(text))))).toMatch(/^row /)
  })

  it.each([
    'no fractures',
    'denies fractures',
    'history of fractures',
    'hx of shoulder dislocations',
    'fractures ruled out',
    'screening for fractures',
    'side fx of triptans',
    'broken sleep',
    'broken glasses',
    'seizure disorder',
    'refractory migraine, seizures in the past',
    'no refractory seizures',
    'exercise-induced bronchospasm',
    'history of bronchospasm',
    'POD 14',
    'ED POD 2',
    'pod 1',
    'occipital neuralgia',
    'phantom smell',
    'Phantom limb syndrome without pain',
    'cancer screening',
    'breast cancer, in remission',
    'no cancer pain',
    'MDD in remission',
    'MDD screening',
    'history of MDD',
    'no SI',
    'denies SI/HI',
    'SI/HI: denies',
    'No SI or HI',
    'SI denied',
    'SI joint pain',
    'SI joints tender',
    'si',
    'history of surgery',
    'after sinus surgery',
    'since craniotomy in May',
    's/p laparotomy',
    'post-craniotomy',
    'prior ECT',
    'failed ECT',
    'ECT 3 weeks ago',
    'surgery 2019',
    'Bariatric surgery status',
    'surgery follow-up',
    'surgery consult',
    'surgery declined',
    'Failed back surgery syndrome',
    'surgery: none',
    'avoid surgery',
    'etc',
  ])('%s speaks', (text) => {
    expect(verdict(ordered(noReason, at(migraine, words(text))))).toBe('row 2')
  })
})

describe('an order for migraine and', () => {
  it.each([
    'surgery',
    'knee surgery',
    'ECT',
    'electroconvulsive therapy',
    'awake craniotomy',
    'exploratory laparotomy',
    'EGD',
    'ERCP',
    'C-section',
    'bone marrow biopsy',
    'wound closure',
    'Surgical procedure (procedure)',
  ])('%s informs at order-sign alone', (text) => {
    expect(verdict(ordered(reason(migraine, words(text))))).toBe('row 6')
    expect(verdict(ordered(reason(migraine, words(text)), { hook: 'order-select' }))).toBe('procedural-reason-too')
  })
  it.each([
    'pain after surgery',
    'since knee surgery',
    'post-surgery headache',
    'status post craniotomy',
    'recent laparotomy',
    'history of ECT',
    'per neurosurgery',
    'per surgery',
    'no surgery',
    'surgery in 2019',
    'laparoscopy two weeks ago',
    'EGD last week',
    'surgery clinic',
    'candidate for surgery',
    'ectopic beats',
    'migraine following dental surgery',
  ])('%s speaks as before', (text) => {
    expect(verdict(ordered(reason(migraine, words(text))))).toBe('row 1')
  })
})
