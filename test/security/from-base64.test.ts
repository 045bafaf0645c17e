import { fromBase64, provideFromBase64 } from '../../src/security/from-base64.ts'

const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
const alphabets = ['base64', 'base64url'] as const

describe('fromBase64 reads', () => {
  test.each(alphabets)('bytes of any number and value, in %s', (alphabet) => {
    for (let length = 0; length <= bytes.length; length += 1) {
      const part = bytes.slice(bytes.length - length)
      expect(fromBase64(Buffer.from(part).toString(alphabet), { alphabet })).toEqual(part)
    }
  })

  test('base64 where nothing is said', () => expect(fromBase64('+/+/')).toEqual(Uint8Array.of(251, 255, 191)))

  test.each([
    ['AQ', [1]],
    ['AQ==', [1]],
    ['AQI', [1, 2]],
    ['AQI=', [1, 2]],
    ['', []],
  ])('%j, padded or not, in both alphabets', (text, expected) => {
    for (const alphabet of alphabets) expect([...fromBase64(text, { alphabet })]).toEqual(expected)
  })

  test('what is read later into memory of its own', () => {
    const first = fromBase64('AQID')
    fromBase64('BAUG')
    expect([...first]).toEqual([1, 2, 3])
  })
})

describe('fromBase64 refuses', () => {
  test.each(['A', 'AAAAA', 'A=', 'A==', 'A===', 'AA=', 'AAA==', 'AAAA=', 'AAAA==', '=', '==', '====', 'AA==AAAA'])(
    '%j, which is cut short or padded wrongly',
    (text) => {
      for (const alphabet of alphabets) expect(() => fromBase64(text, { alphabet })).toThrow(SyntaxError)
    },
  )

  test.each(['AA A', ' AAA', 'AAA\n', 'AA.A', 'AAAé', 'AA\0A'])('%j, which holds what no alphabet does', (text) => {
    for (const alphabet of alphabets) expect(() => fromBase64(text, { alphabet })).toThrow(SyntaxError)
  })

  test('letters of the other alphabet', () => {
    expect(() => fromBase64('-_-_')).toThrow(SyntaxError)
    expect(() => fromBase64('+/+/', { alphabet: 'base64url' })).toThrow(SyntaxError)
  })
})

describe('provideFromBase64', () => {
  const name = 'fromBase64'
  const before = Object.getOwnPropertyDescriptor(Uint8Array, name)
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(Uint8Array, name)
    else Object.defineProperty(Uint8Array, name, before)
  })

  test('gives it where it is missing, unseen by those who list what there is', () => {
    Reflect.deleteProperty(Uint8Array, name)
    provideFromBase64()
    expect(Reflect.get(Uint8Array, name)).toBe(fromBase64)
    expect(Object.keys(Uint8Array)).not.toContain(name)
  })

  test("leaves Node's own where there is one", () => {
    const own = (): Uint8Array => new Uint8Array()
    Object.defineProperty(Uint8Array, name, { value: own, configurable: true, writable: true })
    provideFromBase64()
    expect(Reflect.get(Uint8Array, name)).toBe(own)
  })
})
