import { columnHead, h, scrollingTable } from './dom.js'

let latest = ''

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The trace is written after the answer: half a second later, or more where the disk is slow. */
async function traceOf(hookInstance) {
  for (const wait of [300, 500, 1000, 1500]) {
    await pause(wait)
    if (latest !== hookInstance) break
    const response = await fetch(`/api/traces/${encodeURIComponent(hookInstance)}`, {
      headers: { accept: 'application/json' },
    })
    if (response.status !== 404)
      return response.ok ? { traces: (await response.json()).traces } : { status: response.status }
  }
  return { status: 404 }
}

/** Clears the explanation, which is of other orders than those on the screen. @param {HTMLElement} panel */
export function noTraceYet(panel) {
  latest = ''
  panel.replaceChildren(h('p', { class: 'lead' }, 'Nothing was asked about these orders yet.'))
}

/**
 * Why it spoke, or why it was silent.
 * @param {HTMLElement} panel
 * @param {string | undefined} hookInstance
 * @param {{ status: number | 'failed', body: any }} answer
 */
export async function traceView(panel, hookInstance, answer) {
  latest = String(hookInstance)
  if (answer.status === 'failed') {
    panel.replaceChildren(h('p', null, 'Nothing was answered, so there is nothing to explain.'))
    return
  }
  // A 412 (data are missing) is a decision too, and has a trace.
  if (answer.status !== 200 && answer.status !== 412) {
    untraced(panel, answer, 'A call that is refused, or fails, leaves no trace.')
    return
  }
  panel.replaceChildren(h('p', { class: 'lead' }, 'Reading the trace …'))
  const found = await traceOf(latest).catch(() => ({ status: 0, traces: undefined }))
  if (latest !== String(hookInstance)) return
  if (found.traces?.length) {
    panel.replaceChildren(...found.traces.map(view))
    return
  }
  untraced(panel, answer, reasonWithoutTrace[found.status] ?? 'The trace could not be read.')
}

function untraced(panel, answer, why) {
  const outcome = answer.body?.resourceType === 'OperationOutcome' ? answer.body.issue?.[0] : undefined
  panel.replaceChildren(
    h(
      'p',
      { class: 'verdict' },
      answer.status === 200
        ? answer.body?.cards?.length
          ? 'Spoke'
          : 'Silent'
        : answer.status < 500
          ? 'Refused'
          : 'Failed',
    ),
    h('p', null, [outcome?.details?.text, outcome?.diagnostics].filter(Boolean).join(' ')),
    h('p', { class: 'lead' }, why),
  )
}

const reasonWithoutTrace = {
  401: 'The trace is for administrators: log in on the dashboard first.',
  403: 'The trace is closed: the service was started without ADMIN_TOKEN.',
  404: 'No trace: the drafts hold no order that any recommendation looks at, so the call is only counted.',
}

const verdicts = {
  spoke: 'Spoke',
  silent: 'Silent',
  undecided: 'Could not decide',
  'would-have-fired': 'Would have spoken (silent mode)',
}

const met = ({ rules, offered }) => (rules?.length ? rules.join(', ') : offered ? 'none' : 'none: others come first')

function view(trace) {
  const facts = [
    ['Because', trace.because],
    ['Decision row', trace.row],
    ['Rests on', trace.evidence?.map(({ code, display }) => (display ? `${code} ${display}` : code)).join('; ')],
    ['Missing', trace.missing?.join(', ')],
    ['Content', `${trace.rule} ${trace.contentVersion}`],
    ['Service', trace.service],
    ['Client', trace.client],
    ['Time', `${trace.ms} ms in the service, ${trace.reads} FHIR reads`],
    [
      'Feedback',
      trace.feedback
        ?.map(({ outcome, accepted, reasons }) =>
          [outcome, ...(accepted ?? []), ...(reasons ?? []).map(({ code }) => code)].join(' '),
        )
        .join('; '),
    ],
  ].filter(([, text]) => text)
  return h(
    'div',
    null,
    h('p', { class: 'verdict' }, verdicts[trace.outcome] ?? trace.outcome),
    h(
      'dl',
      null,
      facts.flatMap(([term, text]) => [h('dt', null, term), h('dd', null, String(text))]),
    ),
    trace.options?.length ? optionsTable(trace.options) : null,
  )
}

function optionsTable(options) {
  const rows = options.map(({ alternative, offered, recommended, rules }) =>
    h(
      'tr',
      null,
      h('td', null, alternative),
      h('td', null, offered ? (recommended ? 'recommended' : 'yes') : 'no'),
      h('td', null, met({ rules, offered })),
    ),
  )
  const head = ['Alternative', 'Offered', 'Rules met'].map(columnHead)
  return scrollingTable('Alternatives', head, rows, h('caption', null, 'Alternatives considered'))
}
