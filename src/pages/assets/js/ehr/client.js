/**
 * A CDS Client: discovers, calls, tells what became of cards. Keeps what travelled for the page to show.
 * @typedef {{ label: string, status: number | 'failed', ms: number, sent: number, cards: number | null }} Timing
 */
export class CdsClient {
  /** @type {Timing[]} */
  timings = []
  token = ''
  /** @type {(() => void)} */
  onTiming = () => {}

  /** @returns {Promise<any[]>} */
  async discover() {
    const { body } = await this.#call('discovery', 'GET', '/cds-services')
    return body?.services ?? []
  }

  /** @param {string} service @param {any} request @param {AbortSignal} [signal] */
  ask(service, request, signal) {
    return this.#call(request.hook ?? service, 'POST', `/cds-services/${encodeURIComponent(service)}`, request, signal)
  }

  /** @param {string} service @param {any} feedback one entry */
  tell(service, feedback) {
    return this.#call('feedback', 'POST', `/cds-services/${encodeURIComponent(service)}/feedback`, {
      feedback: [feedback],
    })
  }

  async #call(label, method, url, request, signal) {
    const sent = request === undefined ? undefined : JSON.stringify(request)
    const started = performance.now()
    /** @type {{ status: number | 'failed', body: any, ms: number }} */
    const answer = { status: 'failed', body: undefined, ms: 0 }
    try {
      const response = await fetch(url, {
        method,
        signal,
        headers: {
          accept: 'application/json',
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        },
        body: sent,
      })
      answer.status = response.status
      const text = await response.text()
      answer.body = text === '' ? undefined : parsed(text)
    } catch (error) {
      if (signal?.aborted) throw error
    }
    answer.ms = performance.now() - started
    this.timings.unshift({
      label,
      status: answer.status,
      ms: answer.ms,
      sent: sent?.length ?? 0,
      cards: Array.isArray(answer.body?.cards) ? answer.body.cards.length : null,
    })
    this.timings.length = Math.min(this.timings.length, 40)
    this.onTiming()
    return answer
  }
}

const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
