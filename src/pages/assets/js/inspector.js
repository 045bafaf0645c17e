import { byId, h } from './dom.js'
import { traceView } from './trace.js'

/**
 * Shows a call: what was asked, what was answered, and why.
 * @param {{ service: string, request: any, answer: any } | undefined} last
 */
export function inspect(last) {
  if (last === undefined) return
  const { service, request, answer } = last
  byId('service').value = service
  byId('request').value = JSON.stringify(request, null, 2)
  byId('status').replaceChildren(
    h('span', { class: 'code' }, answer.status === 'failed' ? 'No connection' : `HTTP ${answer.status}`),
    h('span', null, `${answer.ms.toFixed(1)} ms in this browser`),
  )
  byId('response').textContent =
    answer.body === undefined
      ? ''
      : typeof answer.body === 'string'
        ? answer.body
        : JSON.stringify(answer.body, null, 2)
  void traceView(byId('panel-why'), request?.hookInstance, answer)
}

/** @param {import('./ehr/client.js').Timing[]} timings latest first */
export function drawTimings(timings) {
  byId('timing').replaceChildren(
    ...timings.map(({ label, status, ms, sent, cards }) =>
      h(
        'tr',
        null,
        h('td', null, label),
        h('td', null, String(status)),
        h('td', { class: 'number' }, ms.toFixed(1)),
        h('td', { class: 'number' }, (sent / 1024).toFixed(1)),
        h('td', { class: 'number' }, cards === null ? '' : String(cards)),
      ),
    ),
  )
}
