/** How far in front of a mention its negation may stand; it also bounds the work that a long text can ask for. */
const reach = 80
const fillers = 'of|for|a|any|prior|known|hx|history'
const moreFillers = `${fillers}|or|and|nor|the|new|recent|acute|active|current|currently|ongoing|further|more|significant|obvious|signs?|symptoms?|evidence|e\\/o|concern|suspicion|head|facial|nausea|n`

/** `Cannot rule out SAH`: it still stands. */
const unlessNot = `(?<!(?:not|n['’]t|unable to)\\s)`
/** `no`, `not` and the like negate what directly follows: after a comma, a full stop or a dash another thought begins. */
const plain = (between: string): string =>
  `(?:no|not|non|without|w\\/o|neg|negative|denied|${unlessNot}(?:ruled[\\s-]out|excluded))(?:(?:[\\s:]|(?<!\\s)-(?!\\s))+(?:${between}))*(?:[\\s:]|(?<!\\s)-(?!\\s))*`
/** A heading (`FH`) reaches across punctuation; `R/O` stops at a comma or full stop: `sinusitis r/o, migraine`. */
const headed = (between: string): string =>
  `(?:(?:denies|family|fh|fhx)(?:[\\s:,./-]+(?:${between}))*[\\s:,./-]*|${unlessNot}(?:rule[\\s-]out|r\\/o)(?:[\\s:/-]+(?:${between}))*[\\s:/-]*)`
const inFront = (between: string): RegExp =>
  new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${plain(between)}|${headed(between)})$`, 'iu')

const strictly = inFront(fillers)
const loosely = inFront(moreFillers)
const list =
  /(?:^|[^\p{L}\p{N}])(?:no|denies|denied|without)(?:[\s,/]+(?:nausea|n|photophobia|fever|or|and|any))*[\s,/]+$/iu
/** Of another time. */
const past =
  /(?:^|[^\p{L}\p{N}])(?:history\s+of|hx(?:\s+of)?|h\/o|past|remote|old)(?:\s+(?:a|an|remote|old|prior))*\s+$/iu
/** An answer (`SAH: no`) ends its clause: in `SAH - no further imaging` the `no` belongs to another thought. */
const answer = String.raw`[:=\-–]?\s*(?:no|none|neg(?:ative)?|denies|\(-\))\s*(?:$|[.,;)])`
const behind = new RegExp(
  String.raw`^\s*(?:${answer}|(?:[:=]\s*(?:no|none|denies|neg(?:ative)?)|(?:[:=-]\s*|(?:is|are|was|were|has been)\s+)?(?:denied|absent|ruled out|excluded|unlikely|resolved))(?![\p{L}\p{N}]))`,
  'iu',
)

const before = (text: string, at: number): string => text.slice(Math.max(0, at - reach), at)

/** Whether a mention that begins at `at` is negated by the words right in front of it. */
export const isNegated = (text: string, at: number): boolean => strictly.test(before(text, at))

/** Like `anyWord`, for words that notes also use to say what is not or no longer there: such a mention does not count. */
export function anyStanding(pattern: RegExp): (text: string) => boolean {
  const every = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`)
  return (text) => {
    if (!pattern.test(text)) return false
    for (const match of text.matchAll(every)) {
      const front = before(text, match.index)
      const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 30)
      if (!loosely.test(front) && !list.test(front) && !past.test(front) && !behind.test(rest)) return true
    }
    return false
  }
}

/** Whether words still say it without what the patterns remove: what is of another time, or only resembles it. */
export const sayingBeside =
  (said: (text: string) => boolean, ...patterns: readonly RegExp[]) =>
  (text: string): boolean =>
    said(text) && said(patterns.reduce((left, pattern) => left.replace(pattern, ' '), text))
