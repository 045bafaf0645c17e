/**
 * Makes an element. Strings become text, never markup. Listeners are given as `onclick: handler`, data as attributes.
 * @param {string} tag
 * @param {Record<string, any> | null} attributes
 * @param {...(Node | string | number | null | undefined | false | (Node | string)[])} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false)
      element.append(child instanceof Node ? child : String(child))
  }
  return element
}

/**
 * A table that scrolls on its own where it is wider than its place.
 * @param {string} label what it is, for those who cannot see it
 * @param {HTMLElement[]} head cells of its first row
 * @param {HTMLElement[]} rows
 * @param {HTMLElement} [caption]
 */
export const scrollingTable = (label, head, rows, caption) =>
  h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', null, caption, h('thead', null, h('tr', null, head)), h('tbody', null, rows)),
  )

/** @param {string} text */
export const columnHead = (text) => h('th', { scope: 'col' }, text)

/**
 * The element with this id.
 * @param {string} id
 * @returns {any}
 */
export const byId = (id) => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`no element #${id}`)
  return element
}

/** A URL without its trailing slashes: EHRs write their base both ways. @param {string} url */
export const withoutSlash = (url) => url.replace(/\/+$/, '')

/**
 * A tab list as WAI-ARIA describes it: arrow keys move, one tab stop.
 * @param {HTMLElement} list
 */
export function tabs(list) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=tab]')])
  const show = (/** @type {HTMLElement} */ chosen) => {
    for (const tab of all) {
      const isChosen = tab === chosen
      tab.setAttribute('aria-selected', String(isChosen))
      tab.tabIndex = isChosen ? 0 : -1
      byId(tab.getAttribute('aria-controls') ?? '').hidden = !isChosen
    }
  }
  for (const [index, tab] of all.entries()) {
    tab.addEventListener('click', () => show(tab))
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      const next =
        event.key === 'Home' ? all[0] : event.key === 'End' ? all.at(-1) : step && all.at((index + step) % all.length)
      if (!next) return
      event.preventDefault()
      show(next)
      next.focus()
    })
  }
  return show
}

/** A random uuid, also where the page is served without TLS and `crypto.randomUUID` is missing. */
export function uuid() {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
