/** Works something out when it is first asked for, and at most once. */
export function once<T>(workOut: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: workOut() }).value
}

/** V8 keeps the whole of a string as long as a part cut out of it is in use: what is kept for long stands by itself. */
export const apart = (words: string): string => ` ${words}`.slice(1)

/** Words and their answers that one function keeps, and how long the words may be: they are a client's. */
const most = 500
const longest = 200

/**
 * The same function, which keeps its answers: for names that come with every call, of systems, servers and hosts.
 * What it has no answer to is not kept: it may be anything.
 */
export function onceForEach<T>(workOut: (words: string) => T): (words: string) => T {
  const answers = new Map<string, T>()
  return (words) => {
    const known = answers.get(words)
    if (known !== undefined) return known
    if (words.length > longest) return workOut(words)
    const own = apart(words)
    const answer = workOut(own)
    if (answer === undefined) return answer
    if (answers.size >= most) answers.clear()
    answers.set(own, answer)
    return answer
  }
}

/** What a map holds under a key, made where there is nothing yet. */
export function getOrAdd<Key, Value extends object>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
