import type { FhirServer, ServerAnswer } from './server-contract.ts'

/**
 * The reads of one call under one deadline, which runs from the beginning of the call. The server is asked for only
 * when something is read; the same query is sent once.
 */
export class Reads {
  readonly #connect: (deadline: AbortSignal) => FhirServer | { readonly why: string }
  readonly #deadlineMs: number
  readonly #started = performance.now()
  #answers: Map<string, Promise<ServerAnswer>> | undefined
  #server: FhirServer | { readonly why: string } | undefined
  #expired: Promise<ServerAnswer> | undefined
  #count = 0

  constructor(connect: (deadline: AbortSignal) => FhirServer | { readonly why: string }, deadlineMs: number) {
    this.#connect = connect
    this.#deadlineMs = deadlineMs
  }

  /** Reads and searches sent so far; pages of one search are not counted apart. */
  get count(): number {
    return this.#count
  }

  read(query: string): Promise<ServerAnswer> {
    return this.#once(`read ${query}`, (server) => server.read(query))
  }

  follow(next: string): Promise<ServerAnswer> {
    return this.#once(`follow ${next}`, (server) => server.follow(next))
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
    try {
      const { server, expired } = this.#open()
      if (!('read' in server)) return { ok: false, why: server.why }
      this.#count += 1
      return await Promise.race([ask(server), expired])
    } catch {
      // What is thrown may hold a URL, and so the patient's id.
      return { ok: false, why: 'the read failed' }
    }
  }

  #open(): { server: FhirServer | { readonly why: string }; expired: Promise<ServerAnswer> } {
    if (this.#server !== undefined && this.#expired !== undefined)
      return { server: this.#server, expired: this.#expired }
    const left = Math.max(0, Math.ceil(this.#deadlineMs - (performance.now() - this.#started)))
    const deadline = AbortSignal.timeout(left)
    const late: ServerAnswer = { ok: false, why: `timed out after ${this.#deadlineMs} ms` }
    this.#expired = new Promise((resolve) => {
      deadline.addEventListener('abort', () => resolve(late), { once: true })
    })
    this.#server = this.#connect(deadline)
    return { server: this.#server, expired: this.#expired }
  }
}

/** A query in words without its values: `Condition?patient`, `Patient/{id}`. */
export function queryWords(query: string): string {
  const [path = '', search] = query.split('?', 2)
  const [type = '', id] = path.split('/', 2)
  if (search === undefined) return id === undefined ? type : `${type}/{id}`
  const names = search.split('&').map((parameter) => parameter.split('=', 1)[0] ?? '')
  return `${type}?${names.join('&')}`
}
