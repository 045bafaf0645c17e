import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform, type Readable } from 'node:stream'
import { getHeapStatistics } from 'node:v8'
import { failure, retryAfter } from '../errors.ts'

/** Characters from which a body counts as long. Most are shorter, and counted apart: long ones never keep them out. */
const long = 64 * 1024
/** Characters that a waiting call counts for besides its body: its reads and sockets take more memory than a short body. */
const perCall = 2_000
/** Bytes from which a body is counted while it comes in: all shorter ones together hold less than long ones could. */
export const longUpload = 32 * 1024
/** Bytes of memory for each character: hostile JSON such as `[{},{},{}]` takes twenty once parsed, and more besides. */
const perCharacter = 64
/** Bytes of bodies that are still coming in: what Node holds of them is outside the heap, and no flag of V8's bounds it. */
const mostComingIn = 64 * 1024 * 1024
/** Bytes that a chunk takes besides its content: a body may come byte by byte. */
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

  /** @param own what the asker holds already: if nobody else holds any, it may always have more */
  #isFull(kind: 'long' | 'short', length: number, own = 0): boolean {
    const taken = this.#taken[kind]
    return taken > own && taken + length > this.#most
  }

  /**
   * Does work that may have to wait, holding room for a body of this length meanwhile: thousands of short bodies that wait
   * together take as much as a few long ones. @throws Failure OVERLOADED
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
   * The body of a request. It takes room only as it comes in, since what a client announces may never come, and until it was
   * read or the answer is over. Where there is no room left, reading fails with OVERLOADED.
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
    // If the rest of a body is never read, neither of the two events above comes.
    answer.once('close', () => {
      leave()
      body.unpipe(counted).resume()
      counted.destroy()
    })
    return body.pipe(counted)
  }
}
