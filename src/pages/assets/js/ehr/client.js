/**
 * A CDS Client: discovers services, calls them, and sends feedback. Keeps the timing of its calls for the page to show.
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
    const { status, body } = await this.#call('discovery', 'GET', '/cds-services')
    if (status !== 200) throw new Error(status === 'failed' ? 'no connection' : `HTTP ${status}`)
    return body?.services ?? []
  }

  /** @param {string} service @param {any} request @param {AbortSignal} [signal] */
  ask(service, request, signal) {
    return this.#call(request?.hook ?? service, 'POST', `/cds-services/${encodeURIComponent(service)}`, request, signal)
  }

  /** @param {string} service @param {any} card @param {any} suggestion */
  accepted(service, card, suggestion) {
    return this.#tell(service, card, 'accepted', { acceptedSuggestions: [{ id: suggestion.uuid }] })
  }

  /** @param {string} service @param {any} card @param {any} reason of the card's own, if one was chosen @param {string} comment */
  overridden(service, card, reason, comment) {
    const overrideReason = {
      ...(reason === undefined
        ? {}
        : { reason: { code: reason.code, system: reason.system, display: reason.display } }),
      ...(comment === '' ? {} : { userComment: comment }),
    }
    return this.#tell(service, card, 'overridden', Object.keys(overrideReason).length === 0 ? {} : { overrideReason })
  }

  #tell(service, card, outcome, more) {
    const feedback = { card: card.uuid, outcome, ...more, outcomeTimestamp: new Date().toISOString() }
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
