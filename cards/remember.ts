import type { Code, Concept } from './guidance.ts'

/**
 * What follows from a concept alone (which value sets hold its codes, what its words name) is worked out once and
 * kept, for charts name the same few thousand concepts over and over. Kept are codes, displays and short words with
 * the answers to questions about them: never who had them, never more than two generations of them. An answer is the
 * same whether it was kept or not.
 */

/** Concepts of one generation. When it is full the older one is dropped; what is still asked for moves on. */
const most = 2_000
/** Free text is longer, seldom said twice, and may tell of a person. */
const longest = 120
const mostCodes = 6

interface Known {
  readonly concept: Concept
  /** By the number of the question. */
  readonly answers: unknown[]
}

let recent = new Map<string, Known>()
let older = new Map<string, Known>()

/** How many concepts are kept. */
export const remembering = (): number => recent.size + older.size
export function forget(): void {
  recent = new Map()
  older = new Map()
  asked = answering = undefined
}

function keyOf({ text, codes }: Concept): string {
  if (text !== undefined) return text
  const code = codes[0]
  return code?.display ?? code?.code ?? ''
}

/** Of two concepts with the same key: a text is all of it. */
function isSame(one: Concept, other: Concept): boolean {
  const { length } = one.codes
  if (other.codes.length !== length || (one.text === undefined) !== (other.text === undefined)) return false
  for (let n = 0; n < length; n++) {
    const a = one.codes[n] as Code
    const b = other.codes[n] as Code
    if (a.code !== b.code || a.display !== b.display || a.system !== b.system) return false
  }
  return true
}

const isShort = (words: string | undefined): boolean => words === undefined || words.length <= longest

/** V8 keeps the whole of a string as long as a part cut out of it is in use: what is kept for long stands by itself. */
const apart = (words: string): string => ` ${words}`.slice(1)

const copied = ({ codes, text }: Concept): Concept => ({
  codes: codes.map(({ system, code, display }) => ({
    system: apart(system),
    code: apart(code),
    ...(display === undefined ? {} : { display: apart(display) }),
  })),
  ...(text === undefined ? {} : { text: apart(text) }),
})

/** Questions come one after the other about the same concept. */
let asked: Concept | undefined
let answering: Known | undefined

function lookUp(concept: Concept): Known | undefined {
  if (concept === asked || concept === answering?.concept) return answering
  const key = keyOf(concept)
  if (key.length > longest) return undefined
  const found = recent.get(key)
  const same = found !== undefined && isSame(found.concept, concept) ? found : taken(key, concept)
  if (same === undefined) return undefined
  asked = concept
  answering = same
  return same
}

/** Takes a concept into the present generation. */
function taken(key: string, concept: Concept): Known | undefined {
  let known = older.get(key)
  if (known === undefined || !isSame(known.concept, concept)) {
    const { codes, text } = concept
    if (codes.length > mostCodes || !isShort(text)) return undefined
    if (!codes.every(({ system, code, display }) => isShort(system) && isShort(code) && isShort(display)))
      return undefined
    known = { concept: copied(concept), answers: [] }
  }
  if (recent.size >= most) {
    older = recent
    recent = new Map()
  }
  recent.set(keyOf(known.concept), known)
  return known
}

/** Stands for an answer of `undefined`. */
const nothing = Symbol('nothing')
let questions = 0

/** The same function, which keeps its answers. They must follow from the codes and the words of the concept alone. */
export function remembered<T>(work: (concept: Concept) => T): (concept: Concept) => T {
  const question = questions++
  return (concept) => {
    const about = lookUp(concept)
    if (about === undefined) return work(concept)
    const kept = about.answers[question]
    if (kept !== undefined) return (kept === nothing ? undefined : kept) as T
    const answer = work(about.concept)
    about.answers[question] = answer === undefined ? nothing : answer
    return answer
  }
}
