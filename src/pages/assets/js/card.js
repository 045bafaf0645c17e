import DOMPurify from '../vendor/purify.js'
import { marked } from '../vendor/marked.js'
import { h } from './dom.js'

const allowed = {
  ALLOWED_TAGS: [
    'p',
    'strong',
    'em',
    'ul',
    'ol',
    'li',
    'a',
    'br',
    'code',
    'blockquote',
    'h4',
    'h5',
    'h6',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  ALLOWED_ATTR: ['href', 'title'],
  ALLOWED_URI_REGEXP: /^https?:/i,
  RETURN_DOM_FRAGMENT: true,
}

/**
 * GitHub Markdown as nodes. Whatever HTML the text holds, only the tags above remain: clients must not trust cards.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function markdown(text) {
  const html = marked.parse(text, { async: false, gfm: true })
  const box = h('div', { class: 'markdown' }, DOMPurify.sanitize(html, allowed))
  for (const link of box.querySelectorAll('a')) {
    link.target = '_blank'
    link.rel = 'noopener noreferrer'
  }
  return box
}

const words = { info: 'Information', warning: 'Warning', critical: 'Critical' }
const marks = { info: 'ⓘ', warning: '▲', critical: '⬣' }

/** @param {{ actions: { type: string, description: string }[] }} suggestion */
const whatItDoes = ({ actions }) =>
  actions
    .map(
      ({ type }) =>
        ({ create: 'adds the draft', delete: 'removes this order', update: 'changes the order' })[type] ?? type,
    )
    .join(', ')

/**
 * The head of a card: its indicator in a word, and its summary.
 * @param {any} card
 * @param {'h2' | 'h3'} heading
 * @param {string} id of the heading
 */
export const cardHead = (card, heading, id) =>
  h(
    'header',
    null,
    h(
      'p',
      { class: 'indicator' },
      h('span', { 'aria-hidden': 'true' }, `${marks[card.indicator] ?? ''} `),
      words[card.indicator] ?? card.indicator,
    ),
    h(heading, { id }, card.summary),
  )

/** @param {any} card */
export const cardClass = ({ indicator }) => `cds-card ${Object.hasOwn(words, indicator) ? indicator : 'info'}`

/**
 * A card as an EHR would show it.
 * @param {any} card on the wire
 * @param {{ accept(suggestion: any): void, dismiss(reason: any, comment: string): void, launch?(link: any): void }} handlers
 * @returns {HTMLElement}
 */
export function cardView(card, handlers) {
  const id = `card-${card.uuid ?? Math.random().toString(36).slice(2)}`
  return h(
    'article',
    { class: cardClass(card), 'aria-labelledby': id },
    cardHead(card, 'h3', id),
    h(
      'div',
      { class: 'body' },
      card.detail && markdown(card.detail),
      card.suggestions && suggestionList(card, handlers),
      h(
        'p',
        { class: 'source' },
        'Source: ',
        card.source.url ? outward(card.source.url, card.source.label) : card.source.label,
      ),
      card.links && linkList(card.links, handlers),
      dismissal(card, handlers),
    ),
  )
}

/** @param {string} url @param {string} label */
const outward = (url, label) => {
  const isWeb = /^https?:/i.test(url)
  return isWeb ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label) : h('span', null, label)
}

function suggestionList(card, handlers) {
  const items = card.suggestions.map((suggestion) =>
    h(
      'li',
      null,
      h(
        'button',
        {
          type: 'button',
          class: suggestion.isRecommended ? 'recommended' : '',
          onclick: () => handlers.accept(suggestion),
        },
        h('span', null, suggestion.label),
        h(
          'span',
          { class: 'what' },
          suggestion.isRecommended ? `recommended; ${whatItDoes(suggestion)}` : whatItDoes(suggestion),
        ),
      ),
    ),
  )
  return h('ul', { class: 'suggestions', 'aria-label': 'Suggestions' }, items)
}

function linkList(links, handlers) {
  const items = links.map((link) =>
    h(
      'li',
      null,
      link.type === 'smart' && handlers.launch
        ? h('button', { type: 'button', class: 'quiet', onclick: () => handlers.launch(link) }, link.label)
        : outward(link.url, link.label),
    ),
  )
  return h('ul', { class: 'links', 'aria-label': 'Links' }, items)
}

function dismissal(card, handlers) {
  const reasons = card.overrideReasons ?? []
  const form = /** @type {any} */ (
    h(
      'form',
      null,
      h(
        'fieldset',
        null,
        h('legend', null, 'Keep the order because'),
        reasons.map((reason, index) =>
          h(
            'label',
            null,
            h('input', { type: 'radio', name: 'reason', value: String(index) }),
            reason.display ?? reason.code,
          ),
        ),
      ),
      h(
        'label',
        { class: 'field' },
        h('span', null, 'In your own words (optional)'),
        h('input', { name: 'comment', autocomplete: 'off', maxlength: '500' }),
      ),
      h('div', null, h('button', { type: 'submit' }, 'Keep the order and dismiss')),
    )
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const data = new FormData(form)
    const chosen = data.get('reason')
    handlers.dismiss(
      chosen === null ? undefined : reasons[Number(chosen)],
      form.elements.namedItem('comment').value.trim(),
    )
  })
  return h('details', { class: 'dismiss' }, h('summary', null, 'Dismiss with a reason'), form)
}
