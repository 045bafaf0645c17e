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

const isKnown = (items, id) => items.some((item) => item.id === id)

const isObject = (value) => typeof value === 'object' && value !== null

/** A draft as the page keeps it, without its id; `undefined` for what is none. */
function draftFrom(draft, { drugs, routes, reasons }) {
  if (!isObject(draft)) return undefined
  const { resource, drug, route, reason, dose, unit } = draft
  if (isObject(resource) && typeof resource.resourceType === 'string') return { resource }
  const isOrder =
    isKnown(drugs, drug) &&
    isKnown(routes, route) &&
    isKnown(reasons, reason) &&
    typeof dose === 'string' &&
    typeof unit === 'string'
  return isOrder ? { drug, route, reason, dose, unit } : undefined
}

/**
 * What a link says of the page. Anybody can make one: what the page does not know is left out.
 * @param {string} hash
 * @param {any} formulary
 * @param {any[]} services
 * @returns {Promise<{ sample: any, drafts?: any[], request?: string, service?: string, isWhole: boolean }>}
 */
export async function linked(hash, formulary, services) {
  const { patients } = formulary
  const state = await unpacked(hash)
  if (!isObject(state)) return { sample: patients[0], isWhole: !hash.startsWith('#s=') }
  const sample = patients.find(({ id }) => id === state.patient)
  const { request } = state
  if (request !== undefined) {
    const service = services.find(({ id }) => id === state.service)?.id
    const text = typeof request === 'string' ? request : JSON.stringify(request, null, 2)
    return {
      sample: sample ?? patients[0],
      request: text,
      service,
      isWhole: sample !== undefined && service !== undefined,
    }
  }
  const given = Array.isArray(state.drafts) ? state.drafts : undefined
  const drafts = given?.map((draft) => draftFrom(draft, formulary)).filter((draft) => draft !== undefined)
  return { sample: sample ?? patients[0], drafts, isWhole: sample !== undefined && drafts?.length === given?.length }
}

/** @param {string} hash @returns {Promise<any>} `undefined` for anything that is not a state of this page */
async function unpacked(hash) {
  const text = /^#s=([\w-]{1,200000})$/.exec(hash)?.[1]
  if (text === undefined) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(await through(fromText(text), new DecompressionStream('deflate-raw'))))
  } catch {
    return undefined
  }
}
