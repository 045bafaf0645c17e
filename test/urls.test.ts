import { baseUrl, endpointUrl, idInUrl, isLoopbackHost, isLoopbackUrl, withoutSlash } from '../src/urls.ts'

it.each([
  ['', ''],
  ['/', ''],
  ['https://ehr.example.org/fhir', 'https://ehr.example.org/fhir'],
  ['https://ehr.example.org/fhir/', 'https://ehr.example.org/fhir'],
  ['https://ehr.example.org//fhir//', 'https://ehr.example.org//fhir'],
])('%p without its trailing slashes is %p', (url, bare) => {
  expect(withoutSlash(url)).toBe(bare)
})

it('takes a long run of slashes, at the end or not, in no time', () => {
  const run = '/'.repeat(1_000_000)
  const began = performance.now()
  expect(withoutSlash(`http://x${run}`)).toBe('http://x')
  expect(withoutSlash(`http://x${run}y`)).toHaveLength(run.length + 9)
  expect(baseUrl(`http://x${run}y${run}`)).toHaveLength(run.length + 9)
  expect(endpointUrl(`http://x${run}y${run}`)).toBe('http://x/y')
  expect(performance.now() - began).toBeLessThan(500)
})

it.each([
  ['https://ehr.example.org', 'https://ehr.example.org'],
  ['https://EHR.example.org/fhir/', 'https://ehr.example.org/fhir'],
  ['https://ehr.example.org:443/FHIR//r4', 'https://ehr.example.org/FHIR//r4'],
  ['http://127.1:8080/', 'http://127.0.0.1:8080'],
])('%p is the base %p', (url, base) => {
  expect(baseUrl(url)).toBe(base)
})

it.each([
  'https://user@ehr.example.org',
  'https://ehr.example.org?a=b',
  'https://ehr.example.org#a',
  'ftp://ehr.example.org',
  'ehr.example.org',
  'urn:uuid:1',
  '',
])('%p is no base URL', (url) => {
  expect(baseUrl(url)).toBeUndefined()
})

it('takes doubled slashes of an endpoint for one', () => {
  expect(endpointUrl('https://CDS.example.org//cds-services//a/')).toBe('https://cds.example.org/cds-services/a')
})

const here = ['127.0.0.1', '127.1.2.3', '127.1', 'localhost', 'LOCALHOST', 'localhost.', '[::1]', '[0:0:0:0:0:0:0:1]']
it.each([...here, '::1'])('%p is a loopback host', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

it.each(here)('a URL at %p is a loopback one', (host) => {
  expect(isLoopbackUrl(`http://${host}:8080/fhir`)).toBe(true)
})

const elsewhere = [
  '0.0.0.0',
  '10.0.0.1',
  '128.0.0.1',
  '127.999.1.1',
  '127.0.0.1.example.org',
  'localhost.example.org',
  'ehr.localhost',
  'notlocalhost',
  '[::]',
  '[::ffff:127.0.0.1]',
]
it.each([...elsewhere, '', '::', 'a@localhost', 'localhost/a', 'localhost:80:80'])('%p is no loopback host', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})

it.each(elsewhere)('a URL at %p is no loopback one', (host) => {
  expect(isLoopbackUrl(`http://${host}:8080/fhir`)).toBe(false)
})

it('writes an id into a URL, also one that is no Unicode', () => {
  expect(idInUrl('a/b c')).toBe('a%2Fb%20c')
  expect(idInUrl('\ud800')).toBe('%EF%BF%BD')
})
