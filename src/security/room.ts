import type { IncomingMessage } from 'node:http'
import { Transform, type Readable } from 'node:stream'
import { getHeapStatistics } from 'node:v8'
import { failure, retryAfter } from '../errors.ts'

/** Letters of a body from which it is counted. Nearly all are shorter. */
const long = 64 * 1024
/** Bytes of memory for each letter: parsed, hostile JSON such as `[{},{},{}]` takes twenty, and more is needed beside. */
const perLetter = 64
/** Bytes of bodies that are still coming in: what Node holds of them is outside the heap, and no flag of V8's bounds it. */
const mostComingIn = 64 * 1024 * 1024

/** Memory for long bodies: a burst of them is turned away before it ends the process. */
export class Room {
  readonly #most: number
  #taken = 0

  /** @param most letters or bytes that may be taken at once */
  constructor(most: number) {
    this.#most = most
  }

  /** For bodies whose calls wait for something: as much as the heap has room for (`--max-old-space-size`). */
  static forCalls(): Room {
    return new Room(Math.floor(getHeapStatistics().heap_size_limit / perLetter))
  }

  /** @param longest bytes that one body may have */
  static forUploads(longest = 0): Room {
    return new Room(Math.max(mostComingIn, longest))
  }

  #assertFree(length: number): void {
    if (this.#taken > 0 && this.#taken + length > this.#most) throw failure('OVERLOADED', retryAfter(1))
  }

  /** Takes room until it is left. One alone always may. @throws Failure OVERLOADED */
  #enter(length: number): () => void {
    this.#assertFree(length)
    let taken = length
    this.#taken += taken
    return () => {
      this.#taken -= taken
      taken = 0
    }
  }

  /** Does what may have to wait with a body of this length. One alone always may. @throws Failure OVERLOADED */
  during<T>(length: number, work: () => T | Promise<T>): T | Promise<T> {
    if (length < long) return work()
    this.#assertFree(length)
    const done = work()
    if (done instanceof Promise) {
      const leave = this.#enter(length)
      done.then(leave, leave)
    }
    return done
  }

  /**
   * The body of a request, for which there is room until it has come in: at once for what it says it has, else as it
   * comes. @throws Failure OVERLOADED, also as the error of the body
   */
  whileComingIn({ headers }: IncomingMessage, body: Readable): Readable {
    if (headers['transfer-encoding'] === undefined) {
      const declared = Number(headers['content-length'] ?? 0)
      if (declared >= long) {
        const leave = this.#enter(declared)
        body.once('end', leave).once('close', leave)
      }
      return body
    }
    const left: (() => void)[] = []
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        try {
          left.push(this.#enter(chunk.length))
          done(null, chunk)
        } catch (error) {
          done(error as Error)
        }
      },
    })
    counted.once('close', () => left.forEach((leave) => leave()))
    body.once('error', (error) => counted.destroy(error)).once('aborted', () => counted.destroy())
    return body.pipe(counted)
  }
}
