import type { Caller, RegisteredServer } from '../../src/security/caller.ts'
import { idAtServer, isAlias } from '../../src/security/registered-servers.ts'

/** By which base URLs a client may name its FHIR servers, and what an id is called at each. */

const server = (url: string, aliases?: readonly string[]): RegisteredServer => ({
  url,
  allowPrivate: false,
  ...(aliases === undefined ? {} : { aliases }),
})
const client = (...fhirServers: readonly RegisteredServer[]): Caller => ({ id: 'ehr', fhirServers, dialect: 'spec' })
const open: Caller = { id: 'open', fhirServers: 'loopback', dialect: 'spec' }
const [one, two] = ['https://one.example.org/fhir', 'https://two.example.org/fhir']

describe('a FHIR server', () => {
  it('has the other names that are registered for it, and none of another’s', () => {
    const caller = client(server(one, ['https://a.example.org/r4', 'https://b.example.org/r4/']), server(two, []))
    const names = (url: string | undefined): boolean[] =>
      ['https://a.example.org/r4', 'https://b.example.org/r4', 'https://c.example.org/r4'].map((base) =>
        isAlias(caller, url, base),
      )
    expect(names(one)).toEqual([true, true, false])
    for (const other of [two, 'https://three.example.org', undefined])
      expect(names(other)).toEqual([false, false, false])
    expect(isAlias(open, 'http://127.0.0.1:8080/fhir', 'https://a.example.org/r4')).toBe(false)
  })
})

it('an id is told apart by its server where a client has several', () => {
  expect(idAtServer(client(server(one)), one, 'p1')).toBe('p1')
  const several = client(server(one), server(two))
  expect(idAtServer(several, `${one}/`, 'p1')).toBe(`${one} p1`)
  expect(idAtServer(several, two, 'p1')).not.toBe(idAtServer(several, one, 'p1'))
  expect(idAtServer(several, undefined, 'p1')).toBe('p1')
  expect(idAtServer(open, 'http://127.0.0.1:1/fhir', 'p1')).not.toBe(idAtServer(open, 'http://127.0.0.1:2/fhir', 'p1'))
})
