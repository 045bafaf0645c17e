import { getOrAdd } from '../cards/once.ts'

/** How the calls that are counted together are told from others. */
interface Place<Call, Tally> {
  readonly isOf: (tally: Tally, call: Call) => boolean
  /** The same for calls of one place, and for no others. */
  readonly keyOf: (call: Call) => string
  readonly make: (call: Call) => Tally
}

/** Tallies of calls by place. Most calls are of the same place as the one before, and comparing is cheaper than making a key. */
export class Tallies<Call, Tally extends object> {
  readonly #all = new Map<string, Tally>()
  readonly #place: Place<Call, Tally>
  readonly #most: number
  #last: Tally | undefined

  /** @param most places that are kept apart */
  constructor(place: Place<Call, Tally>, most = Infinity) {
    this.#place = place
    this.#most = most
  }

  /** The tally that a call belongs to; `undefined` for a new place that finds no room. */
  of(call: Call): Tally | undefined {
    const { isOf, keyOf, make } = this.#place
    if (this.#last !== undefined && isOf(this.#last, call)) return this.#last
    const key = keyOf(call)
    const isFull = this.#all.size >= this.#most
    const tally = isFull ? this.#all.get(key) : getOrAdd(this.#all, key, () => make(call))
    if (tally !== undefined) this.#last = tally
    return tally
  }

  get size(): number {
    return this.#all.size
  }

  all(): readonly Tally[] {
    return [...this.#all.values()]
  }

  clear(): void {
    this.#all.clear()
    this.#last = undefined
  }
}
