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
  /** Whether those cards came on signing, and the orders are still the ones that were to be signed. */
  isSigning: false,
  /** Counts changes of patient and of orders: when an answer comes, what it was asked for may be gone. */
  turn: 0,
  counter: 0,
}

/** @param {any} draft */
export const resourceOf = (draft) => draft.resource ?? draftOf(draft, session.formulary, session.chart)

export const say = (text) => (byId('spoken').textContent = text)

/** Tells what has just happened, both on the screen and to screen readers. */
export const notice = (text) => {
  byId('notice').textContent = text
  byId('notice').hidden = text === ''
  if (text !== '') say(text)
}

let waiting = 0

/** Drops requests under way or planned: they are about orders, or a patient, no longer on the screen. */
export function stopAsking() {
  clearTimeout(waiting)
  session.asking?.abort()
}

/** Starts a request; whatever was asked before is dropped. */
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
