import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose'

/** The moment of every test. */
export const moment = new Date('2026-11-20T12:00:00Z')
export const seconds = Math.floor(moment.getTime() / 1000)

export interface Signer {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function makeSigner(kid: string, alg = 'ES384'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export interface Told {
  readonly header?: Partial<JWTHeaderParameters>
  /** Claims that differ; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** A token as an EHR signs it, valid for five minutes at `moment` unless told otherwise. */
export function sign(
  signer: Signer,
  iss: string,
  aud: unknown,
  { header = {}, claims = {} }: Told = {},
): Promise<string> {
  const payload = { iss, aud, iat: seconds, exp: seconds + 300, jti: randomUUID(), ...claims }
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'JWT', ...header })
    .sign(signer.privateKey)
}

export const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A real HTTP server that publishes keys and counts how often they are read. */
export interface KeyServer {
  readonly url: string
  keys: readonly JWK[]
  /** Answers every request with this status while set. */
  status: number
  readonly reads: number
  close(): Promise<void>
}

export async function startKeyServer(keys: readonly JWK[]): Promise<KeyServer> {
  const state = { keys, status: 200, reads: 0 }
  const server: Server = createServer((_request, response) => {
    state.reads++
    response.writeHead(state.status, { 'content-type': 'application/json' })
    response.end(state.status === 200 ? JSON.stringify({ keys: state.keys }) : '{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/keys`,
    close: () => new Promise<void>((done) => server.close(() => done())),
  })
}
