import { h } from './dom.js'

const names = (items) => (items?.length ? items.map((item) => item.code[2]).join('; ') : 'None recorded')

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
        ['Visit for', sample.encounter.reasons.map(([, , text]) => text).join('; ') || 'Not recorded'],
        ['Problems', names(sample.problems)],
        [
          'Allergies',
          sample.allergies?.length
            ? sample.allergies.map(({ code, reaction }) => `${code[2]} (${reaction[2].toLowerCase()})`).join('; ')
            : 'None recorded',
        ],
        ['Medications', names(sample.medications)],
      ].flatMap(([term, text]) => [h('dt', null, term), h('dd', null, text)]),
    ),
  ]
}
