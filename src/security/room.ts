import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform, type Readable } from 'node:stream'
import { getHeapStatistics } from 'node:v8'
import { failure, retryAfter } from '../errors.ts'

/** Characters of a body from which it is a long one. Nearly all are shorter, and counted apart: no long one keeps them out. */
const long = 64 * 1024
/** Characters as which a call that waits counts beside its body: its reads and sockets take more memory than a short one. */
const perCall = 2_000
/** Bytes from which it is counted while it comes in: of shorter ones all connections together hold less than of long ones. */
export const longUpload = 32 * 1024
/** Bytes of memory for each character: parsed, hostile JSON such as `[{},{},{}]` takes twenty, and more is needed beside. */
const perCharacter = 64
/** Bytes of bodies that are still coming in: what Node holds of them is outside the heap, and no flag of V8's bounds it. */
const mostComingIn = 64 * 1024 * 1024
/** Bytes that a chunk takes beside what is in it: a body may come byte by byte. */
const perChunk = 256

/** Memory for long bodies: a burst of them is turned away before it ends the process. */
export class Room {
  readonly #most: number
  readonly #taken = { long: 0, short: 0 }

  /** @param most characters or bytes that may be taken at once */
  constructor(most: number) {
    this.#most = most
  }

  /** For bodies whose calls wait for something: as much as the heap has room for (`--max-old-space-size`). */
  static forCalls(): Room {
    return new Room(Math.floor(getHeapStatistics().heap_size_limit / perCharacter))
  }

  static forUploads(): Room {
    return new Room(mostComingIn)
  }

  /** Characters or bytes of long bodies that are taken now. */
  get taken(): number {
    return this.#taken.long
  }

  /** @param own what somebody has already: one alone always may have more */
  #isFull(kind: 'long' | 'short', length: number, own = 0): boolean {
    const taken = this.#taken[kind]
    return taken > own && taken + length > this.#most
  }

  /**
   * Does what may have to wait with a body of this length. Thousands of short ones that wait together take as much as a
   * few long ones. @throws Failure OVERLOADED
   */
  async during<T>(length: number, work: () => Promise<T>): Promise<T> {
    const kind = length < long ? 'short' : 'long'
    const own = length + perCall
    if (this.#isFull(kind, own)) throw failure('OVERLOADED', retryAfter(1))
    this.#taken[kind] += own
    try {
      return await work()
    } finally {
      this.#taken[kind] -= own
    }
  }

  /**
   * The body of a request, which takes room as it comes in, until it was read or the answer is over: what a client says
   * it will send may never come. Where there is none left, reading fails with OVERLOADED.
   */
  whileComingIn(body: IncomingMessage, answer: ServerResponse): Readable {
    let own = 0
    const leave = (): void => {
      this.#taken.long -= own
      own = 0
    }
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const length = chunk.length + perChunk
        if (this.#isFull('long', length, own)) return done(failure('OVERLOADED', retryAfter(1)))
        own += length
        this.#taken.long += length
        done(null, chunk)
      },
    })
    // Where nobody reads the body, nobody hears of its errors.
    counted.once('end', leave).on('error', () => {})
    body.once('error', (error) => counted.destroy(error))
    // Neither of the two ends where the rest of a body is not read.
    answer.once('close', () => {
      leave()
      body.unpipe(counted).resume()
      counted.destroy()
    })
    return body.pipe(counted)
  }
}
