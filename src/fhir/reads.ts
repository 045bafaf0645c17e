import type { NextPage } from './prefetch.ts'
import { timedOut, unread, type Connect, type FhirServer, type ServerAnswer } from './server-contract.ts'

export interface ReadsOptions {
  readonly connect: (deadline: AbortSignal) => ReturnType<Connect>
  /** Milliseconds that all reads of a call may take together. */
  readonly deadlineMs: number
  /** Told what each read that was sent gave. */
  readonly onRead?: (answer: ServerAnswer) => void
  /** Told of a fault of this service's own. Its message may hold a URL, and so the patient's id. */
  readonly onFault?: (error: unknown) => void
}

/** The server of the call, and the answer that every read gets at the deadline. */
interface Opened {
  readonly server: ReturnType<Connect>
  readonly expired: Promise<ServerAnswer>
}

/**
 * The reads of one call under one deadline, which runs from the beginning of the call. The server is asked for only
 * when something is read; the same query is sent once.
 */
export class Reads {
  readonly #options: ReadsOptions
  readonly #started = performance.now()
  #answers: Map<string, Promise<ServerAnswer>> | undefined
  #opened: Opened | undefined
  #count = 0

  constructor(options: ReadsOptions) {
    this.#options = options
  }

  /** Reads and searches sent so far; the pages of one search count as one. */
  get count(): number {
    return this.#count
  }

  read(query: string): Promise<ServerAnswer> {
    return this.#once(`read ${query}`, (server) => server.read(query))
  }

  follow({ url, counted }: NextPage): Promise<ServerAnswer> {
    return this.#once(`follow ${url}`, (server) => server.follow(url, counted))
  }

  #once(name: string, ask: (server: FhirServer) => Promise<ServerAnswer>): Promise<ServerAnswer> {
    this.#answers ??= new Map()
    const known = this.#answers.get(name)
    if (known !== undefined) return known
    const answer = this.#ask(ask)
    this.#answers.set(name, answer)
    return answer
  }

  async #ask(ask: (server: FhirServer) => Promise<ServerAnswer>): Promise<ServerAnswer> {
    const { onRead, onFault } = this.#options
    try {
      const { server, expired } = (this.#opened ??= this.#open())
      if (!('read' in server)) return unread(server.why)
      this.#count += 1
      const answer = await Promise.race([ask(server), expired])
      onRead?.(answer)
      return answer
    } catch (error) {
      onFault?.(error)
      return unread('the read failed')
    }
  }

  #open(): Opened {
    const { connect, deadlineMs } = this.#options
    const left = Math.max(0, Math.ceil(deadlineMs - (performance.now() - this.#started)))
    const deadline = AbortSignal.timeout(left)
    const expired = new Promise<ServerAnswer>((resolve) => {
      deadline.addEventListener('abort', () => resolve(timedOut(deadlineMs)), { once: true })
    })
    return { server: connect(deadline), expired }
  }
}

/** A query in words, without its values and without what only orders its result: `Condition?patient`, `Patient/{id}`. */
export function queryWords(query: string): string {
  const [path = '', search] = query.split('?', 2)
  const [type = '', id] = path.split('/', 2)
  if (search === undefined) return id === undefined ? type : `${type}/{id}`
  const names = search.split('&').map((parameter) => parameter.split('=', 1)[0] ?? '')
  return `${type}?${names.filter((name) => !name.startsWith('_')).join('&')}`
}
