import { idInUrl, withoutSlash } from '../src/urls.ts'

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
  expect(performance.now() - began).toBeLessThan(500)
})

it('writes an id into a URL, also one that is no Unicode', () => {
  expect(idInUrl('a/b c')).toBe('a%2Fb%20c')
  expect(idInUrl('\ud800')).toBe('%EF%BF%BD')
})
