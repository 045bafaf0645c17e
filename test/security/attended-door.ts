import { makeSigner, sign, startKeyServer, type KeyServer, type Signer, type Told } from './client.ts'
import { hook, openDoor, type Door } from './door.ts'

/** A door, new for each test, and the three clients that may come in: of keys at an address, in the file, and of RSA. */

export const iss = 'https://ehr.example.org/fhir'
export const other = 'https://other.example.org/fhir'

export let signer: Signer
export let otherSigner: Signer
export let rsa: Signer
export let keyServer: KeyServer
export let door: Door

export const clients = (): unknown => [
  { id: 'ehr', iss, jku: keyServer.url, fhirServers: [iss] },
  { id: 'other', iss: other, jwks: { keys: [otherSigner.publicJwk] }, fhirServers: [other] },
  { id: 'rsa', iss: 'https://rsa.example.org', jwks: { keys: [rsa.publicJwk] }, fhirServers: [] },
]
export const bearer = async (told: Told = {}, aud: unknown = hook, by = signer, from = iss): Promise<string> =>
  `Bearer ${await sign(by, from, aud, told)}`

beforeAll(async () => {
  signer = await makeSigner('key-1')
  otherSigner = await makeSigner('key-2')
  rsa = await makeSigner('key-rsa', 'RS384')
})
beforeEach(async () => {
  keyServer = await startKeyServer([signer.publicJwk])
  door = await openDoor(clients())
})
afterEach(async () => {
  await door.app.close()
  await keyServer.close()
})
