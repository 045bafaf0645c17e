import type { Code, Concept } from './facts.ts'
import { apart, getOrAdd, onceForEach } from './once.ts'

/**
 * What follows from a concept alone (which value sets hold its codes, what its words name) is worked out once and
 * kept, for charts name the same few thousand concepts over and over. Kept are codes, displays and short words that
 * were said twice, with the answers to questions about them: never who had them, and never more than so many. An
 * answer is the same whether it was kept or not.
 */

/** Concepts kept: about a kilobyte each. When there are more, the quarter that has been kept longest is dropped. */
const most = 3_500
/** Free text is longer, seldom said twice, and may tell of a person. */
const longest = 120
/** Characters of a concept's words and codes, all taken together. */
const mostInAll = 400
/** To compare more of them takes longer than it saves. */
const mostCodes = 20

interface Known {
  readonly concept: Concept
  /** Questions, each followed by its answer: few are asked about most concepts. */
  readonly answers: unknown[]
}

const memory = new Map<string, Known>()

/** Hashes of the words heard lately: a concept is kept when it is heard a second time. */
const heard = new Int32Array(32_768)

/** How many concepts are kept. */
export const remembering = (): number => memory.size
/** Forgets everything: for tests of what is kept. */
export function forget(): void {
  memory.clear()
  heard.fill(0)
  inUse = new WeakMap()
  asked = answering = undefined
}

function keyOf({ text, codes }: Concept): string {
  if (text !== undefined) return text
  const code = codes[0]
  return code?.display ?? code?.code ?? ''
}

/** Compares two concepts with the same key: where both have a text, it is the same. */
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

function wasHeard(key: string): boolean {
  let hash = 17
  for (let n = 0; n < key.length; n++) hash = Math.imul(hash ^ key.charCodeAt(n), 0x01000193)
  const place = (hash >>> 16) % heard.length
  if (heard[place] === hash) return true
  heard[place] = hash
  return false
}

function isShort({ text = '', codes }: Concept): boolean {
  let inAll = text.length
  for (const { system, code, display = '' } of codes) {
    if (Math.max(system.length, code.length, display.length) > longest) return false
    inAll += code.length + display.length
  }
  return inAll <= mostInAll
}

/** Code systems are few, and long. */
const systemOf = onceForEach((name) => name)

function copied({ codes, text }: Concept): Concept {
  const words = text === undefined ? undefined : apart(text)
  const own = codes.map(({ system, code, display }): Code => {
    const named = { system: systemOf(system), code: apart(code) }
    if (display === undefined) return named
    return { ...named, display: words !== undefined && display === words ? words : apart(display) }
  })
  return words === undefined ? { codes: own } : { codes: own, text: words }
}

function makeRoom(): void {
  let left = most / 4
  for (const key of memory.keys()) {
    if (left-- <= 0) return
    memory.delete(key)
  }
}

/** Long concepts, kept only while their call holds them: many of its facts may share one. */
let inUse = new WeakMap<Concept, Known>()
const whileInUse = (concept: Concept): Known => getOrAdd(inUse, concept, () => ({ concept, answers: [] }))

/** What is kept of a concept: nothing the first time it is met. */
function kept(concept: Concept): Known | undefined {
  const key = keyOf(concept)
  if (key.length > longest || concept.codes.length > mostCodes) return whileInUse(concept)
  const found = memory.get(key)
  if (found !== undefined && isSame(found.concept, concept)) return found
  if (!isShort(concept)) return whileInUse(concept)
  if (!wasHeard(key)) return undefined
  if (found === undefined && memory.size >= most) makeRoom()
  const known = { concept: copied(concept), answers: [] }
  memory.set(keyOf(known.concept), known)
  return known
}

/** Questions come one after the other about the same concept, and one asks another. */
let asked: Concept | undefined
let answering: Known | undefined

function lookUp(concept: Concept): Known {
  if (answering !== undefined && (concept === asked || concept === answering.concept)) return answering
  asked = concept
  answering = kept(concept) ?? { concept, answers: [] }
  return answering
}

/** The same function, which keeps its answers. They must follow from the codes and the words of the concept alone. */
export function remembered<T>(work: (concept: Concept) => T): (concept: Concept) => T {
  return function question(concept) {
    const { concept: same, answers } = lookUp(concept)
    for (let n = 0; n < answers.length; n += 2) if (answers[n] === question) return answers[n + 1] as T
    const answer = work(same)
    answers.push(question, answer)
    return answer
  }
}
