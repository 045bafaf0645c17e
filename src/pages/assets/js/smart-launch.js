import { byId, withoutSlash } from './dom.js'

/** A base URL in one spelling: the EHR's may differ in the case of its host, or name the default port. */
const spelled = (url) => (URL.canParse(url) ? withoutSlash(new URL(url).href) : undefined)

function refuse(why) {
  byId('title').textContent = 'The chart was not opened'
  byId('problem').textContent = why
}

/** EHR launch: only for servers on the list, and never without PKCE. */
async function launch() {
  const response = await fetch('/smart/config.json').catch(() => undefined)
  if (response?.ok !== true)
    return refuse(
      `This service did not give the app its settings (${response === undefined ? 'no connection' : `HTTP ${response.status}`}). Launch the app again in a minute.`,
    )
  const config = await response.json()
  const parameters = new URLSearchParams(location.search)
  const iss = parameters.get('iss')
  if (iss === null || parameters.get('launch') === null)
    return refuse('This page is opened by an EHR, with iss and launch in its address.')
  const issuer = config.issuers.find((url) => spelled(url) === spelled(iss))
  if (issuer === undefined) return refuse('The FHIR server that launched this app is not on its list (SMART_ISSUERS).')
  if (config.clientId === null) return refuse('The app has no client id (SMART_CLIENT_ID).')
  await window.FHIR.oauth2.authorize({
    clientId: config.clientId,
    scope: config.scope,
    iss: issuer,
    launch: parameters.get('launch'),
    redirectUri: new URL('/smart/', location.href).href,
    pkceMode: 'required',
  })
}

launch().catch(() => refuse('The authorization server could not be reached, or does not support PKCE (S256).'))
