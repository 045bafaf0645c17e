import { numberOf } from '../frequency.ts'
import { bounded } from '../terminology.ts'

/** What a sig says of one dose, where a client sends no structured one: `Take 2 tablets every 6 hours`. */

/** What is taken besides, and not every day: `4 tablets (324 mg) if chest pain`, `325 mg once, then`. */
const aside =
  /(?<![\d.,/])\d{1,4}\s?(?:mg|tab(?:let)?s?)\b(?:\s?\([^()]{0,20}\))?(?: (?:total|po|by mouth|orally|once|x\s?1)){0,3}(?:,? (?:if|for|with|when|in case of) (?:(?:you|having|have|develop|there|is|any|acute|new) ){0,4}chest (?:pain|discomfort|pressure|tightness)|(?<=once),? (?=then|followed by))/gi
export const withoutAsides = (sig: string): string => bounded(sig).replaceAll(aside, ' ')

/** An amount that is only a maximum is no dose. */
const unlessLimit = String.raw`(?<!\b(?:max\.?|maximum|exceed|more than|limit)(?![a-z])[^\d;.]{0,60})`
const start = String.raw`(?<![\d.,/])`
const count = String.raw`\d{1,2}(?:\.\d{1,2})?|(?:\d[\s-]|(?:\d|one|two|three) (?:and|&) )?1\/2|\d?½|half|(?:\d|one|two|three) and (?:an?|one)[\s-]half|one|two|three|four`

const counted = new RegExp(
  String.raw`${start}\b(${count})\s{0,2}(?:an?\s)?(?:\(\w{1,6}\)\s{0,2})?(?:\d[\d.,-]{0,8}\s?mg\s)?(?:tab(?:let)?s?|cap(?:sule|let)?s?|gelcaps?|softgels?|pills?)\b`,
  'i',
)
/** `2 po q4h`, `Take 2 every 4 hours`, `1-2 QDS`, `TWO to be taken FOUR times a day` */
const uncounted = new RegExp(
  String.raw`${start}\b(${count})\s(?:po|by mouth|orally|to be taken|(?:every|q)\s?\d|[btq](?:id|ds)|bd|(?:up to )?(?:\d|once|twice|three|four)\s?(?:times|x)?\s?(?:daily|an?|per|\/)|(?:\d{1,2}(?:\s?-\s?\d)?|four|six|eight)[\s-]?hourly)`,
  'i',
)

const amount = String.raw`(\d{1,3}(?:,\d{3})+|\d{1,5}(?:\.\d{1,3})?|\.\d{1,3})`
const masses = new RegExp(
  String.raw`${start}${unlessLimit}${amount}\s?(mg|milligrams?|g|gm|grams?)\b(?!\s?\/(?!\s?dose)|\s(?:per|a|each) (?:day|24|kg|ml|5)|\sin (?:24|a day)|\s(?:daily )?max)`,
  'gi',
)

/** Milligrams of one dose: the most that is named and is no strength, no limit and no amount of a day. */
export function milligramsIn(sig: string): number | undefined {
  let most: number | undefined
  for (const [, written = '', unit = ''] of bounded(sig).matchAll(masses)) {
    const mg = numberOf(written) * (/^m/i.test(unit) ? 1 : 1000)
    if (most === undefined || mg > most) most = mg
  }
  return most
}

const volume = new RegExp(String.raw`${start}(?<!(?:\/|per|in)\s?)${amount}\s?m(?:l|illilit(?:er|re)s?)\b`, 'i')

/** Millilitres of one dose. */
export function millilitresIn(sig: string): number | undefined {
  const [, written] = volume.exec(bounded(sig)) ?? []
  return written === undefined ? undefined : numberOf(written)
}

const most = new RegExp(
  [
    String.raw`\b(?:max(?:imum)?\b\.?|not?(?: to)? exceed|never exceed|don'?t exceed|(?:no|not(?: take)?) more than)`,
    String.raw`(?::| (?:of|is|daily|total|dose|amount|take)){0,4}\s{0,2}`,
    String.raw`(?:\d{1,2}\s?(?:-|to)\s?)?(?:${amount}\s?(mg|milligrams?|g|gm|grams?)\b|(${count}|five|six|eight|twelve)(?: \(\w{1,6}\))?(?:\s?(?:tab(?:let)?s?|cap(?:sule|let)?s?|gelcaps?|softgels?|pills?)\b)?)`,
    String.raw`(?: (?:of |total )?(?:acetaminophen|apap|tylenol|total))?(?: from all sources)?`,
    String.raw`(?:\s?(?:\/|\b(?:per|an?|each|in(?: an?| any| one)?)\b)\s?(?:day|24[ -]?h(?:ou)?rs?)\b|\s?\/\s?24\s?h\b|\s?(?:per|in) 24\s?h\b| daily\b|(?<=\bmax\w{0,4}\.? daily (?:dose|amount)[^.;]{0,24}(?:mg|g|gm|grams?|tab(?:let)?s?|cap(?:sule)?s?)))`,
  ].join(''),
  'gi',
)

/** Tablets or capsules of one dose; where only the most of a day is told, that. */
export function unitsIn(sig: string): number | undefined {
  const said = bounded(sig)
  for (const words of [said.replaceAll(most, ' '), said]) {
    const [, written] = counted.exec(words) ?? uncounted.exec(words) ?? []
    if (written !== undefined) return numberOf(written)
  }
  return undefined
}

/** The most that may be taken in a day, in milligrams or in tablets: `Max 8 tablets/day`, `do not exceed 3 g daily`. */
export const limitsOfDayIn = (sig: string): readonly { readonly mg?: number; readonly units?: number }[] =>
  [...bounded(sig).matchAll(most)].map(([, mass, unit = '', units = '']) =>
    mass === undefined ? { units: numberOf(units) } : { mg: numberOf(mass) * (/^m/i.test(unit) ? 1 : 1000) },
  )
