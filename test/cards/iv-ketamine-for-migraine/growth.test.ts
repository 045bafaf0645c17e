import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import { forget } from '../../../cards/remember.ts'
import { growthOf } from '../../tools/growth.ts'
import { aDrug, aMedication, anAllergy, anEncounter, aReason, intravenous, migraine, read, words } from './builders.ts'
import { at, defaults, noReason, onTheList, ordered } from './decisions.ts'

/** Patterns go over the words of clients, which are read up to 1,000 letters: each in time that grows with its length. */

/** Shorter words are remembered with what they mean, and longer ones are cut. */
const letters = [150, 950] as const

/** So many that the words are what takes the time. */
const several = <T>(make: (n: number) => T): readonly T[] => Array.from({ length: 40 }, (_, n) => make(n))

const fragments = {
  blanks: ' ',
  'blanks and hyphens': ' -',
  digits: '1',
  'digits and points': '1.',
  amounts: '1 mg ',
  'amounts by weight': '1 mg / kg ',
  per: ' per ',
  lengths: 'over 10 to 20 ',
  negations: 'no ',
  'negations with their fillers': 'no history of any ',
  'headings with their fillers': 'r/o: a ',
  'denied lists': 'denies nausea, ',
  'things watched for': 'hold a b ',
  sedations: 'sedation ',
  'infusion procedures': 'policy and ',
  'doses reduced': 'dose reduction ',
  migraines: 'migraine ',
  'past migraines': 'hx migraine ',
  severities: 'pain 3/10 ',
  'times of headache': 'a few days ',
  'more times of headache': '3 to 4 days of ',
  parentheses: '(a ',
  tablets: '2 (two) tabs ',
  strengths: '5-325 mg/',
  concentrations: '16 mg/5 ml ',
  frequencies: 'every 4 (four) to 6 (six) ',
  limits: 'max mg ',
  'limits of a day': 'max of daily 6 ',
  'reporting relatives': 'per mother had ',
  'strokes forestalled': 'aspirin for stroke ',
  'denied reactions': 'no rash or ',
  'what does not help': 'not any ',
  companions: 'nausea and ',
  'positive tests': 'positive urine pregnancy test: ',
  parities: 'g1p1 at 12 ',
  'gestational ages': 'gestation: of 12+3w ',
  'weeks and days': '12w3d',
  'past pregnancies': 'threatened abortion in first ',
  'times of a pregnancy': 'since last pregnancy ',
  'vomiting forestalled': 'prophylaxis of nausea and ',
  operations: 'surgery ',
  'earlier operations': 'post a ',
  'operations of a time': 'ect 3 ',
  'operations in lists': 'psh: c-section x2 ',
  'operations planned': 'surgery scheduled for ',
  'injuries of a time': 'gunshot wound in 2010 hx ',
  'answers of none': 'si/hi: neg ',
  'years of a pregnancy': 'after her pregnancy in ',
  'statuses of a pregnancy': 'pregnancy status : is ',
  seizures: 'refractory focal ',
  'pain of cancer': 'pain due to ',
  'drugs in use': 'on mtx & not ',
} as const
const texts = Object.entries(fragments).flatMap(([name, part]) => [
  [name, (size: number) => part.repeat(size).slice(0, size)] as const,
  [`headache with ${name}`, (size: number) => `headache ${part.repeat(size)}`.slice(0, size)] as const,
  [`${name} before x`, (size: number) => `no${part.repeat(size).slice(0, size - 10)}x headache`] as const,
])

describe('takes time that grows with the length of the words', () => {
  it.each(texts)('of a dosage: %s', (_, text) => {
    const work = (size: number) => {
      const dosages = several(() => ({ route: intravenous, text: text(size) }))
      return () => void decide(ordered({ ...noReason, dosages }, at(migraine)), defaults)
    }
    expect(growthOf(work, ...letters)).toBeLessThan(1.5)
  })

  it.each(texts)('of a reason: %s', (_, text) => {
    const work = (size: number) => () => {
      // Ends as no headache: what is one goes a longer way, whatever its length.
      const reasons = several((n) => aReason(words(`${text(size)} q${n}`)))
      decide(ordered({ ...noReason, reasons }, onTheList(migraine)), defaults)
      const encounter = read(anEncounter({ reasons }))
      decide(ordered(noReason, { encounter, ...onTheList(migraine) }), defaults)
    }
    expect(growthOf(work, ...letters)).toBeLessThan(1.5)
  })

  it.each(texts)('of a procedure, a drug and a problem: %s', (_, text) => {
    const work = (size: number) => () => {
      const named = several((n) => words(`${text(size)} q${n}`))
      const procedures = named.map((concept) => ({ concept, reasons: [] }))
      const drug = aDrug(words('ketamine'), { ingredients: named })
      decide(ordered({ ...noReason, drug }, { ...at(migraine), ...onTheList(...named), procedures }), defaults)
    }
    expect(growthOf(work, ...letters)).toBeLessThan(1.5)
  })

  it.each(texts)('of what the patient takes, and of why it was stopped: %s', (_, text) => {
    const work = (size: number) => () => {
      const medications = several((n) => ({
        ...aMedication(words(`acetaminophen aspirin selegiline ${text(size)} q${n}`)),
        dosages: [{ text: text(size) }],
        statusReason: [words(`${text(size)} q${n}`)],
      }))
      decide(ordered({}, { medications: read(...medications) }), defaults)
    }
    expect(growthOf(work, ...letters)).toBeLessThan(1.5)
  })

  const ofReactions = texts.filter(([name]) => /denied reactions|negations|blanks$/.test(name))
  it.each(ofReactions)('of what the patient is allergic to, and of the notes on it: %s', (_, text) => {
    const work = (size: number) => () => {
      const allergies = several((n) => anAllergy(words(`zorva${n} ${text(size)}`)))
      const unnamed = several((n) => anAllergy(words(`zorva${n} ${text(size)}`), { unnamed: true }))
      decide(ordered({}, { allergies: read(...allergies, ...unnamed) }), defaults)
    }
    expect(growthOf(work, ...letters)).toBeLessThan(1.5)
  })

  it('of a note that is longer than what is read of it', () => {
    const work = (size: number) => () => {
      decide(ordered({ ...noReason, notes: several((n) => `${n}${' '.repeat(size)}x`) }, at(migraine)), defaults)
    }
    expect(growthOf(work, 2_000, 12_000)).toBeLessThan(1.5)
  })

  it.each(['pain 3/10 ', 'a few days ', '3 to 4 days of ', 'very severe ', 'x 3 d ', 'last week '])(
    'of a headache: %s',
    (part) => {
      // Such words are short enough to be remembered.
      const work = (size: number) => () => {
        forget()
        const said = several((n) => words(`headache ${part.repeat(size).slice(0, size)}${n}`))
        decide(ordered(noReason, at(...said)), defaults)
      }
      expect(growthOf(work, 50, 109)).toBeLessThan(1.5)
    },
  )
})
