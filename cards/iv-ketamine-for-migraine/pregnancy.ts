import {
  type Code,
  type Concept,
  type Condition,
  type Facts,
  type FhirDate,
  hasResult,
  itemsOf,
  type Observation,
  withParts,
} from '../facts.ts'
import { remembered } from '../remember.ts'
import { bounded, icd10cm, wordsOf } from '../terminology.ts'
import { days, mayBeLatest, mayBeWithin, span, type Span, spanOfNow, takenAt } from '../time.ts'
import { codes } from './codes.ts'
import { isRedFlag } from './context-words.ts'

/** What tests and measurements say of a pregnancy, and that a delivery ended it. */

type Said = 'pregnant' | 'not-pregnant'

/** What the results say and, where they say pregnant, which of them do. */
interface Observed {
  readonly said: Said | undefined
  readonly by: readonly Concept[]
}

const answers = 'positive|pos|detected|reactive|present|pregnant'
/** Also in short: `Y`, `+`, `1+`, `UPT +`. */
const positiveWords = new RegExp(
  String.raw`^\s*(?:yes\b|(?:y|true)\s*$|\(?\+|[1-4]\s?\+)|\b(?:${answers})\b` +
    String.raw`|\b(?:hcg|upt|test)\s?:?\s?\+|\bpregnancy\s?[:?=-]{1,2}\s?y(?:es)?\b`,
  'i',
)
const negativeWords = new RegExp(
  String.raw`^\s*(?:no\b(?!\s(?:results?|specimens?|samples?|urine|control|answer|response|data|menses|periods?|lmp|contraception|birth)\b)|(?:n|false)\s*$|-ve\b|\(?-\)?\s*$)` +
    String.raw`|\b(?:negative|neg|absent|undetect(?:ed|able))\b` +
    String.raw`|\b(?:not?|non|none|never|neither|isn['’]t)[\s_-]*(?:(?:currently|presently|now)\s+)?(?:${answers})\b(?![\s:?=-]*\b(?:yes|y)\b)` +
    String.raw`|\b(?:${answers})\s*[:?=-]\s*(?:(?:no|n|neg|negative|false)\s*\.?$|not? pregnant\b)` +
    String.raw`|\bpregnant(?:\s?(?:or|\/)\s?(?:possibly pregnant|breast-?feeding|nursing|lactating))?\s?[:?]{1,2}\s?no?\b(?=\s*(?:[.,;(-]|$|lmp\b|(?:breast-?feeding|lactating|nursing)\s?[:?]))`,
  'i',
)
/** What is told beside it: urine is tested for more, and of a pregnant woman the blood. */
const otherTests = '(?:protein|glucose|ketones?|nitrites?|leukocytes?|leuks?|rh|hiv|gbs|hbsag|rpr)'
const tested = String.raw`(?:\s(?:results?|tests?|hcg|upt|was|reported|as)){0,4}\s*:?\s*`
/**
 * What other tests say, what was expected, what it was before, what a control showed, and what is asked for: no answer of
 * this test.
 */
const asides = new RegExp(
  [
    String.raw`\b(?:previous(?:ly)?|prior|formerly)${tested}(?:${answers}|negative|neg|non-?reactive)\b`,
    String.raw`\blast${tested}(?:negative|neg|non-?reactive)\b`,
    String.raw`\b(?:ref|reference|normal|expected)\.?(?:\s(?:range|interval|value|result))?\s*[:=]\s*(?:positive|negative|neg)\b`,
    String.raw`\b${otherTests}\s*[:=-]?\s*(?:positive|negative|pos|neg|present|absent)\b`,
    String.raw`\b(?:positive|negative|pos|neg)\sfor\s${otherTests}\b`,
    String.raw`(?<=^\s*[<>≤≥]?\s*[\d.,]+\s*[a-z(].*)\b(?:positive|negative|(?:non-?)?pregnant)\s*:?\s*[<>≤≥]`,
    String.raw`(?<!\b(?:results?|hcg|upt|test|pregnancy|birth)\s?[:=-]?\s?)\b(?:(?:(?:no|positive|negative|non-?reactive)\s+)?controls?|qc)\b(?:\slines?)?[\s:=-]*(?:is\s|was\s)?(?:not\s)?(?:${answers}|negative|absent)?`,
    String.raw`\b(?:if|whether|to become|not known to be|was|recently)\s+pregnant\b`,
    String.raw`\bpregnant\s*[:?]\s*(?:unknown|unsure|not asked)\b(?=\s*(?:[.,;)]|$))`,
  ].join('|'),
  'gi',
)

/**
 * hCG of 25 mIU/mL and more is that of a pregnancy, of less than 5 of none; what lies between is neither. Source: the
 * ranges of the American Pregnancy Association, as http://coretests.com/newsitem/276503737 and
 * http://en.kangyuan.com.cn/html/View_2859.html have them, looked up on 2026-11-26.
 */
const leastOfPregnancy = 25

/** `4500 mIU/mL (Negative: <5)`, `> 25 mIU/mL`. */
const amountFirst = /^\s*[>≥]?=?\s*([\d,]+(?:\.\d+)?)\s*([a-z][^\s(),;:]*)/i

const nextStatement = /[,;.]\s|\b(?:but|then|now|today|repeat)\b/i
const isPositive = (statement: string): boolean => positiveWords.test(statement) && !negativeWords.test(statement)

/** Of two answers a positive first one counts (`Positive (ref: negative)`); `Urine negative, serum positive` leaves it open. */
function saidIn(phrase: string): Said | undefined {
  const answer = phrase.replace(asides, ' ')
  const positive = answer.search(positiveWords)
  const negative = answer.search(negativeWords)
  if (negative >= 0 && (positive < 0 || negative <= positive))
    return answer.slice(negative).split(nextStatement).slice(1).some(isPositive) ? undefined : 'not-pregnant'
  if (positive >= 0) return 'pregnant'
  // Beside what counts as positive or negative, the amount is the answer.
  const [, amount = '', unit = ''] = (answer === phrase ? null : amountFirst.exec(phrase)) ?? []
  return Number(amount.replaceAll(',', '')) * (factorOf(unit) ?? 0) >= leastOfPregnancy ? 'pregnant' : undefined
}

/** What a result says in words or by a code; a code without a display is its own word. */
const saidBy = remembered((value): Said | undefined => {
  if (codes.answerPregnant.holds(value)) return 'pregnant'
  const unnamed = value.codes.flatMap(({ code, display }) => (display === undefined ? [bounded(code)] : []))
  const said = [...wordsOf(value), ...unnamed].map(saidIn)
  if (said.includes('pregnant') && !codes.answerNotPregnant.holds(value)) return 'pregnant'
  if (said.includes('not-pregnant') || codes.answerNotPregnant.holds(value)) return 'not-pregnant'
  return codes.pregnancy.holds(value) ? 'pregnant' : undefined
})

/**
 * Codes of interpretations, which mean something else in words (`ND`: not done). Source: HL7 Terminology,
 * v3-ObservationInterpretation, looked up on 2026-11-28.
 */
const interpretations: ReadonlyMap<string, Said> = new Map([
  ['DET', 'pregnant'],
  ['RR', 'pregnant'],
  ['WR', 'pregnant'],
  ['ND', 'not-pregnant'],
  ['NR', 'not-pregnant'],
])
const interpreted = remembered((value): Said | undefined => {
  const said = [...value.codes.map(({ code }) => code), value.text ?? ''].map((word) => interpretations.get(word))
  return saidBy(value) ?? said.find((one) => one !== undefined)
})

/** `mIU/mL`, `m[IU]/mL`, `mUI/mL`, `mIntlUnit/mL`, `Int Units/L`, `milliunits per mL`, without blanks and marks. */
const unitOfAmount = /^(k|m|milli)?(?:i|int|intl|international)?u(?:i|nits?)?\/(l|ml|cc)$/

/** The factor to milliunits per millilitre (or units per litre, which are the same): these are meant where no unit is told. */
function factorOf(unit: string): number | undefined {
  if (unit === '') return 1
  const plain = unit
    .toLowerCase()
    .replaceAll(/\sper\s/g, '/')
    .replaceAll(/[\s[\]{}._-]/g, '')
  const [, prefix = '', volume] = unitOfAmount.exec(plain) ?? []
  if (volume === undefined) return undefined
  if (prefix.startsWith('m')) return volume === 'l' ? undefined : 1
  return (prefix === 'k' ? 1000 : 1) * (volume === 'l' ? 1 : 1000)
}

function saidByAmount({ value: result, concept }: Observation): Said | 'neither' | undefined {
  const factor = result && factorOf(result.unit)
  if (result === undefined || factor === undefined) return undefined
  const { value, to = value, comparator, unit } = result
  const least = comparator === '<' || comparator === '<=' ? 0 : value * factor
  if (least >= leastOfPregnancy) return 'pregnant'
  // A test for presence may say 0 or 1, which is no amount.
  if (unit === '' && !codes.hcgAmount.holds(concept)) return undefined
  const most = comparator === '>' || comparator === '>=' ? Infinity : to * factor
  return most < 5 || (most === 5 && comparator === '<') ? 'not-pregnant' : 'neither'
}

interface Test {
  readonly concept: Concept
  readonly when: FhirDate | undefined
  readonly at: Span | undefined
  readonly said: Said | undefined
}

/** Where one test says both, pregnant counts. */
function testOf(one: Observation, now: FhirDate): Test {
  const { concept, valueConcept, interpretation, when } = one
  const amount = saidByAmount(one)
  const said = [valueConcept && saidBy(valueConcept), amount, interpretation && interpreted(interpretation)]
  return {
    concept,
    when,
    at: takenAt(when, now),
    said: said.includes('pregnant')
      ? 'pregnant'
      : amount !== 'neither' && said.includes('not-pregnant')
        ? 'not-pregnant'
        : undefined,
  }
}

const hasAnswer = ({ value, valueConcept, interpretation }: Observation): boolean =>
  value !== undefined || valueConcept !== undefined || interpretation !== undefined

/**
 * What the latest pregnancy status or test of the last 300 days says; of several that may be it, that she is pregnant.
 * One that says neither leaves an older "pregnant", and takes away an older "not pregnant". That she was not pregnant
 * holds for a week (local proposal); after that, or where nobody knows when it was, it is not known.
 */
function testedPregnancy(observations: readonly Observation[], facts: Facts): Observed {
  const isMan = itemsOf(facts.patient)[0]?.sex === 'male'
  const tests = observations
    .filter(
      (one) =>
        // In men hCG is measured as a tumour marker.
        (codes.pregnancyStatus.holds(one.concept) || (!isMan && codes.hcgAmount.holds(one.concept))) &&
        hasResult(one) &&
        hasAnswer(one) &&
        mayBeWithin(one.when, days(300), facts.now),
    )
    .map((one) => testOf(one, facts.now))
  const by = mayBeLatest(tests.filter(({ said }) => said !== undefined)).filter(({ said }) => said === 'pregnant')
  if (by.length > 0) return { said: 'pregnant', by: by.map(({ concept }) => concept) }
  const latest = mayBeLatest(tests)
  const ofThisWeek = ({ when, at }: Test): boolean => at !== undefined && mayBeWithin(when, days(7), facts.now)
  const isSettled = latest.some(ofThisWeek) && latest.every(({ said }) => said === 'not-pregnant')
  return { said: isSettled ? 'not-pregnant' : undefined, by: [] }
}

/** Of an impossible day the month counts, of an impossible month the year: a mistyped due date still means a pregnancy. */
const asFarAsTold = (date: FhirDate): Span | undefined => span(date) ?? span(date.slice(0, 7)) ?? span(date.slice(0, 4))

const weeksInWords =
  /^\s*(?:(?:e?ga|gestation(?:al age)?|approx(?:imately|\.)?|about|around|~)\s?:?\s?){0,2}(\d{1,2})(?:\s|\+|w)/i

/** Weeks in words that say more than a number: `24 3/7 weeks`, `EGA: 24w3d`. */
const weeksIn = remembered((said): number | undefined => {
  const [, weeks] = weeksInWords.exec(wordsOf(said)[0] ?? '') ?? []
  return weeks === undefined ? undefined : Number(weeks)
})

/** A gestational age, in weeks unless it says days, that may not have come to its end since it was told. */
function tellsOfGestation(one: Observation, { now }: Facts): boolean {
  const { value, valueConcept, when, concept } = one
  if (!hasResult(one) || !codes.gestationalAge.holds(concept)) return false
  const told = value
    ? value.value * (/^d/i.test(value.unit) ? 1 : 7)
    : ((valueConcept && weeksIn(valueConcept)) ?? 0) * 7
  return told > 0 && told < 300 && mayBeWithin(when, days(300 - told), now)
}

/** An estimated delivery date that may still lie ahead. */
function isDue(one: Observation, facts: Facts): boolean {
  const now = spanOfNow(facts.now)?.from
  if (now === undefined || one.valueDate === undefined) return false
  if (!hasResult(one) || !codes.deliveryDate.holds(one.concept)) return false
  const date = asFarAsTold(one.valueDate)
  return date !== undefined && date.to > now - days(14) && date.from < now + days(300)
}

/**
 * ICD-10-CM: the outcome of a delivery, which every record of one has (guidelines, I.C.15.b.5: recalled). Not O80 and O82, encounters
 * for one: a cesarean is scheduled weeks ahead. Labor itself may have been stopped (O60.0).
 */
const isOfDelivery = ({ system, code }: Code): boolean => system === icd10cm && /^Z37/i.test(code)

/** When a delivery took place, more than two days ago (local proposal): its codes may be entered while it lasts. */
export function deliveredAt(
  { concept, onset, recorded, verificationStatus }: Condition,
  { now }: Facts,
): Span | undefined {
  if (verificationStatus !== undefined && verificationStatus !== 'confirmed') return undefined
  const at = concept.codes.some(isOfDelivery) ? span(onset ?? recorded) : undefined
  return at !== undefined && at.to < (spanOfNow(now)?.from ?? 0) - days(2) ? at : undefined
}

/**
 * Charted up to a week after a delivery (local proposal): that pregnancy is over, whatever its status says.
 * @param delivery the first moment it may have been: of `2025` the next pregnancy may have begun in autumn
 */
function endedBy(delivery: number, charted: FhirDate | undefined): boolean {
  const at = span(charted)
  return at !== undefined && at.to <= delivery + days(7)
}

/** The first moment of the last delivery, or `-Infinity`. */
export const lastDelivery = (conditions: readonly Condition[], facts: Facts): number =>
  Math.max(-Infinity, ...conditions.flatMap((condition) => deliveredAt(condition, facts)?.from ?? []))

/** Whether a problem may tell of a pregnancy that a delivery did not end. */
export function outlasts(delivery: number, { concept, onset, recorded }: Condition, { now }: Facts): boolean {
  // A problem that was charted before may tell of the next pregnancy by its onset.
  if (!endedBy(delivery, recorded ?? onset) || !endedBy(delivery, onset ?? recorded)) return true
  // Pre-eclampsia, eclampsia and venous thrombosis outlast the delivery, or begin after it.
  return isRedFlag(concept) && delivery > (spanOfNow(now)?.from ?? 0) - days(42)
}

/** Due more than 20 weeks after a delivery (local proposal): it is another child. */
const isOfTheNext = ({ valueDate }: Observation, delivery: number): boolean =>
  (valueDate === undefined ? -Infinity : (asFarAsTold(valueDate)?.from ?? -Infinity)) > delivery + days(140)

/**
 * What tests, an estimated delivery date or a gestational age say.
 * @param delivery when a pregnancy ended: what was charted of it no longer counts
 */
export function observedPregnancy(facts: Facts, delivery: number): Observed {
  const observations = itemsOf(facts.observations)
    .flatMap(withParts)
    .filter((one) => !endedBy(delivery, one.when) || isOfTheNext(one, delivery))
  const by = observations.filter((one) => isDue(one, facts) || tellsOfGestation(one, facts))
  return by.length > 0
    ? { said: 'pregnant', by: by.map(({ concept }) => concept) }
    : testedPregnancy(observations, facts)
}
