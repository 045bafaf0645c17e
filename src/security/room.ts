import { getHeapStatistics } from 'node:v8'
import { failure, retryAfter } from '../errors.ts'

/** Letters of a body from which it is counted. Nearly all are shorter. */
const long = 64 * 1024
/** Bytes of memory for each letter: parsed, hostile JSON such as `[{},{},{}]` takes twenty, and more is needed beside. */
const perLetter = 64

/** Memory for long bodies whose calls wait for something: a burst of them is turned away before it ends the process. */
export class Room {
  readonly #letters: number
  #taken = 0

  /** @param letters how many may wait at once; by default what the heap has room for (`--max-old-space-size`) */
  constructor(letters = Math.floor(getHeapStatistics().heap_size_limit / perLetter)) {
    this.#letters = letters
  }

  /** Does what may have to wait with a body of this length. One alone always may. @throws Failure OVERLOADED */
  during<T>(length: number, work: () => T | Promise<T>): T | Promise<T> {
    if (length < long) return work()
    if (this.#taken > 0 && this.#taken + length > this.#letters) throw failure('OVERLOADED', retryAfter(1))
    const done = work()
    if (done instanceof Promise) {
      this.#taken += length
      const leave = (): void => void (this.#taken -= length)
      done.then(leave, leave)
    }
    return done
  }
}
