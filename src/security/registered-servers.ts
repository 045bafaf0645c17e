import { baseUrl, isLoopbackUrl, serverUrl } from '../urls.ts'
import type { Caller, RegisteredServer } from './caller.ts'

/** Which FHIR servers a client may name, and which of their names mean the same server. */

const entryOf = (servers: readonly RegisteredServer[], url: string | undefined): RegisteredServer | undefined =>
  servers.find((server) => serverUrl(server.url) === url)

/** The registered server that a base URL names; `undefined` where the client may not name it. */
export function serverOf({ fhirServers }: Caller, fhirServer: string): RegisteredServer | undefined {
  const url = serverUrl(fhirServer)
  if (url === undefined) return undefined
  if (fhirServers === 'loopback') return isLoopbackUrl(url) ? { url, allowPrivate: false } : undefined
  const entry = entryOf(fhirServers, url)
  return entry && { url, allowPrivate: entry.allowPrivate }
}

/** Whether the client's requests may name this FHIR server. If not, nothing is sent to it. */
export const mayNameServer = (caller: Caller, fhirServer: string): boolean => serverOf(caller, fhirServer) !== undefined

/** Whether a base URL is registered as another name of the server: an id is then one patient under both. */
export function isAlias({ fhirServers }: Caller, fhirServer: string | undefined, base: string): boolean {
  if (fhirServer === undefined || fhirServers === 'loopback') return false
  const named = baseUrl(base)
  const { aliases = [] } = entryOf(fhirServers, serverUrl(fhirServer)) ?? {}
  return aliases.some((alias) => serverUrl(alias) === named)
}

/** An id in the spelling of its server: where a client has several, one id may be two patients. */
export function idAtServer({ fhirServers }: Caller, fhirServer: string | undefined, id: string): string {
  const mayBeElsewhere = fhirServers === 'loopback' || fhirServers.length > 1
  return fhirServer === undefined || !mayBeElsewhere ? id : `${serverUrl(fhirServer) ?? fhirServer} ${id}`
}
