const british = /a(?=e[mn])|o(?=e(?:soph|dem))/g

/** `C.A.D.`, `D.H.E. 45` */
const dotted = /(?<![\p{L}\p{N}.])(?:\p{L}\.){1,7}\p{L}(?![\p{L}\p{N}])/gu
/** `CABGx3`: done three times. */
const counted = /(?<![\p{L}\p{N}])(\p{L}{2,6})x(?=\d{1,2}(?![\p{L}\p{N}]))/giu

/** A text without this holds neither of the two: most are spared both replacements. */
const special = /\.\p{L}|x\d/iu

/**
 * The words of a text, for comparison: lower case, British `anaemia` and `oedema` as `anemia` and `edema`, letters and
 * digits only, abbreviations without their dots.
 */
const tokens = (text: string): readonly string[] =>
  (special.test(text) ? text.replace(dotted, (letters) => letters.replaceAll('.', '')).replace(counted, '$1 x') : text)
    .toLowerCase()
    .replace(british, '')
    .match(/[\p{L}\p{Nd}]+/gu) ?? []

interface Phrase<T> {
  /** The words behind the first, each with a blank behind it. */
  readonly rest: string
  readonly value: T
  /** Means something other than the names inside it. */
  readonly whole: boolean
}

/** With a blank behind each word. */
const spaced = (words: readonly string[]): string => [...words, ''].join(' ')

/** How many words before and after a name `unless` is given. */
const near = 5

/** Names to be found in texts word for word: one hash look-up per word, however many names there are. */
export class Phrases<T> {
  readonly #byFirst = new Map<string, Phrase<T>[]>()

  /** `whole`: names in which no shorter name is found. */
  constructor(
    names: Iterable<readonly [name: string, value: T]>,
    whole: Iterable<readonly [name: string, value: T]> = [],
  ) {
    for (const [name, value] of names) this.#add(name, value, false)
    for (const [name, value] of whole) this.#add(name, value, true)
    for (const phrases of this.#byFirst.values()) phrases.sort((a, b) => Number(b.whole) - Number(a.whole))
  }

  #add(name: string, value: T, whole: boolean): void {
    const [first, ...rest] = tokens(name)
    if (first === undefined) return
    const phrase = { rest: spaced(rest), value, whole }
    const others = this.#byFirst.get(first)
    // Most words begin one phrase: an array that starts empty makes room for seventeen when it gets its first.
    if (others === undefined) this.#byFirst.set(first, [phrase])
    else others.push(phrase)
  }

  /**
   * The values of all names that stand in the text as whole words, each once. `unless` is asked with the words in front
   * of a name and behind it, and may discard it.
   */
  in(text: string, unless?: (before: readonly string[], after: readonly string[]) => boolean): readonly T[] {
    const words = tokens(text)
    const line = spaced(words)
    const found: T[] = []
    let taken = 0
    for (let at = 0, behind = 0; at < words.length; at++) {
      const word = words[at] ?? ''
      behind += word.length + 1
      const starting = this.#byFirst.get(word)
      if (starting === undefined) continue
      for (const { rest, value, whole } of starting) {
        if (!line.startsWith(rest, behind)) continue
        const after = at + rest.split(' ').length
        if (after <= taken) continue
        if (whole) taken = after
        if (found.includes(value)) continue
        const discarded = unless?.(words.slice(Math.max(0, at - near), at), words.slice(after, after + near)) === true
        if (!discarded) found.push(value)
      }
    }
    return found
  }
}

/** Names by what they stand for, as lists of diseases have them. */
export const phrasesOf = <Role extends string>(names: Readonly<Record<Role, readonly string[]>>): Phrases<Role> =>
  new Phrases(
    (Object.keys(names) as Role[]).flatMap((role) => names[role].map((name): readonly [string, Role] => [name, role])),
  )
