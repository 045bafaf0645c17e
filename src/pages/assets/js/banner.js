import { h } from './dom.js'

/** Entries of a sample are coded, or in words alone. */
const wordsOf = (coded) => (typeof coded === 'string' ? coded : coded[2])
const listed = (items, words) => (items?.length ? items.map(words).join('; ') : 'None recorded')

/** Who is on the chart, and what is on it. @param {any} sample @returns {HTMLElement[]} */
export function bannerOf(sample) {
  const visit =
    { EMER: 'Emergency department', IMP: 'Inpatient', AMB: 'Outpatient' }[sample.encounter.class] ??
    sample.encounter.class
  return [
    h('p', { class: 'name' }, sample.name),
    h('p', { class: 'lead' }, `${sample.age} years, ${sample.sex}, ${visit}. Invented for this page.`),
    h(
      'dl',
      null,
      [
        ['Visit for', sample.encounter.reasons.map(wordsOf).join('; ') || 'Not recorded'],
        ['Problems', listed(sample.problems, ({ code }) => wordsOf(code))],
        [
          'Allergies',
          listed(
            sample.allergies,
            ({ code, reaction }) => `${wordsOf(code)}${reaction ? ` (${wordsOf(reaction).toLowerCase()})` : ''}`,
          ),
        ],
        [
          'Medications',
          listed(
            sample.medications,
            ({ code, stopped }) => `${wordsOf(code)}${stopped ? ` (stopped: ${stopped})` : ''}`,
          ),
        ],
      ].flatMap(([term, text]) => [h('dt', null, term), h('dd', null, text)]),
    ),
  ]
}
