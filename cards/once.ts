/** Works something out when it is first asked for, and at most once. */
export function once<T>(workOut: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: workOut() }).value
}

/** A copy: V8 keeps a whole string alive while any slice of it is in use, so what is kept for long must not be a slice. */
export const apart = (words: string): string => ` ${words}`.slice(1)

/** How many answers one function keeps, and how long the words may be: clients choose them. */
const most = 500
const longest = 200

/**
 * The same function, which remembers its answers: for names of systems, servers and hosts, which come with every call.
 * An answer of `undefined` is not remembered, since its words may be anything.
 */
export function onceForEach<T>(workOut: (words: string) => T): (words: string) => T {
  const answers = new Map<string, { readonly own: string; readonly answer: T }>()
  // The same name mostly comes many times in a row, and to compare it takes less than to look it up.
  let last: { readonly own: string; readonly answer: T } | undefined
  return (words) => {
    if (words === last?.own) return last.answer
    const known = answers.get(words)
    if (known !== undefined) return (last = known).answer
    if (words.length > longest) return workOut(words)
    const own = apart(words)
    const answer = workOut(own)
    if (answer === undefined) return answer
    if (answers.size >= most) answers.clear()
    answers.set(own, { own, answer })
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
