import { byId } from './dom.js'
import { packed } from './ehr/permalink.js'
import { client, session } from './session.js'

/** Says beside a field what is wrong with it; an empty text clears that. */
export const problem = (field, text) => {
  byId(field).setAttribute('aria-invalid', String(text !== ''))
  byId(`${field}-problem`).textContent = text
}

/** Takes the token that was typed, if it is one: no header holds other characters than these. */
export function takeToken() {
  const token = byId('token').value.trim()
  const isToken = /^[\x21-\x7e]*$/.test(token)
  client.token = isToken ? token : ''
  problem('token', isToken ? '' : 'This is no token: it holds a space, or a character that is not plain ASCII.')
  return isToken
}

/** The request as it was edited; `undefined` where it cannot be sent, which is told beside what is wrong. */
export function editedRequest() {
  byId('request-note').textContent = ''
  problem('request', '')
  try {
    const request = JSON.parse(byId('request').value)
    if (takeToken()) return { request }
    byId('token').focus()
  } catch (error) {
    problem('request', `The request is not valid JSON: ${error.message}`)
    byId('request').focus()
    // The field is taller than some windows.
    byId('request-problem').scrollIntoView({ block: 'nearest' })
  }
  return undefined
}

/** @param {any} state @param {string} note where to tell, beside the button */
export async function copyLink(state, note) {
  const { turn } = session
  const hash = await packed(state)
  if (session.turn !== turn) return
  history.replaceState(null, '', hash)
  const isCopied = await navigator.clipboard.writeText(location.href).then(
    () => true,
    () => false,
  )
  if (session.turn !== turn) return
  byId(note).textContent =
    `The link is ${isCopied ? 'copied' : 'in the address bar'}. It holds the whole state: do not share a request with real patient data.`
  byId(note).scrollIntoView({ block: 'nearest' })
}
