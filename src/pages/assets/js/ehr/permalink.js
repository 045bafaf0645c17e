/** State of the page as the fragment of its address: it never travels to a server. */

const toText = (bytes) => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))

const through = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())

/** @param {unknown} state @returns {Promise<string>} */
export async function packed(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state))
  return `#s=${toText(await through(bytes, new CompressionStream('deflate-raw')))}`
}

/** @param {string} hash @returns {Promise<any>} `undefined` for anything that is not a state of this page */
export async function unpacked(hash) {
  const text = /^#s=([\w-]{1,200000})$/.exec(hash)?.[1]
  if (text === undefined) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(await through(fromText(text), new DecompressionStream('deflate-raw'))))
  } catch {
    return undefined
  }
}
