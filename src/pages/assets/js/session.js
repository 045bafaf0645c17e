import { byId } from './dom.js'
import { draftOf } from './ehr/chart.js'
import { CdsClient } from './ehr/client.js'

export const client = new CdsClient()

/** Everything an EHR would remember of this session. A draft is a form's order, or a resource a suggestion made. */
export const session = {
  /** @type {any[]} */ services: [],
  /** @type {any} */ formulary: undefined,
  /** @type {any} */ sample: undefined,
  /** @type {any} */ chart: undefined,
  /** @type {any[]} */ drafts: [],
  current: '',
  /** @type {AbortController | undefined} */ asking: undefined,
  /** Cards on the screen, with the service that gave each. @type {{ service: string, card: any }[]} */
  shown: [],
  /** Whether those are the cards of signing, and the orders are still the ones that were to be signed. */
  isSigning: false,
  /** Counts patients and changes of orders: what an answer was asked for may be gone when it comes. */
  turn: 0,
  counter: 0,
}

/** @param {any} draft */
export const resourceOf = (draft) => draft.resource ?? draftOf(draft, session.formulary, session.chart)

export const say = (text) => (byId('spoken').textContent = text)

/** What has just happened, for who sees it and for who hears it. */
export const notice = (text) => {
  byId('notice').textContent = text
  byId('notice').hidden = text === ''
  if (text !== '') say(text)
}

let waiting = 0

/** What is being asked, or soon would be, is of orders or of a patient no longer on the screen. */
export function stopAsking() {
  clearTimeout(waiting)
  session.asking?.abort()
}

/** Whatever was asked before is dropped. */
export function startAsking() {
  stopAsking()
  session.asking = new AbortController()
  return session.asking.signal
}

/** Waits until typing has paused. @param {() => void} ask */
export function askLater(ask) {
  clearTimeout(waiting)
  waiting = window.setTimeout(ask, 150)
}
