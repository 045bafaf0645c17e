import { h } from './dom.js'

/** What an order is of. @param {any} resource */
export const nameOf = (resource) =>
  resource.medicationCodeableConcept?.text ?? resource.medicationCodeableConcept?.coding?.[0]?.display ?? 'Order'

/** @param {any} resource */
export const keyOf = (resource) => `${resource.resourceType}/${resource.id}`

/**
 * The unsigned orders, each with what can be done to it.
 * @param {any[]} drafts
 * @param {{ current: string, resourceOf: (draft: any) => any, edit: (draft: any) => void, remove: (draft: any) => void }} given
 * @returns {HTMLElement[]}
 */
export function orderList(drafts, { current, resourceOf, edit, remove }) {
  if (drafts.length === 0) return [h('li', null, h('span', { class: 'what' }, 'No unsigned orders'))]
  return drafts.map((draft, index) => {
    const resource = resourceOf(draft)
    const isCurrent = draft.id === current
    const name = nameOf(resource)
    const sig = resource.dosageInstruction?.[0]?.text
    // Two orders may be of the same drug in the same dose.
    const which = drafts.length === 1 ? name : `order ${index + 1}: ${name}`
    const button = (word, act) =>
      h('button', { type: 'button', class: 'quiet', onclick: () => act(draft), 'aria-label': `${word} ${which}` }, word)
    return h(
      'li',
      { class: isCurrent ? 'current' : '', 'data-key': keyOf(resource) },
      h('span', { class: 'what' }, name, sig && h('small', null, sig)),
      draft.resource === undefined && !isCurrent && button('Edit', edit),
      button('Remove', remove),
    )
  })
}
