interface Options {
  readonly alphabet?: 'base64' | 'base64url'
}

const spellings = { base64: /^[A-Za-z\d+/]*={0,2}$/, base64url: /^[\w-]*={0,2}$/ }

/**
 * `Uint8Array.fromBase64` of ECMAScript 2026, except that it accepts no white space, which no token holds.
 * @throws SyntaxError for what is not of the alphabet, or ends within a byte
 */
export function fromBase64(text: string, { alphabet = 'base64' }: Options = {}): Uint8Array {
  const isWhole = text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1
  if (!isWhole || !spellings[alphabet].test(text)) throw new SyntaxError(`not ${alphabet}`)
  const { buffer, byteOffset, length } = Buffer.from(text, alphabet)
  return new Uint8Array(buffer, byteOffset, length)
}

/**
 * Provides it for `jose` where Node does not (before 25). Without it `jose` decodes a token letter by letter, and allocates
 * memory for each part. Node's decoder, which uses a pool, halves what reading a token costs.
 */
export function provideFromBase64(): void {
  if ('fromBase64' in Uint8Array) return
  Object.defineProperty(Uint8Array, 'fromBase64', { value: fromBase64, configurable: true, writable: true })
}
