import uPlot from '../vendor/uplot.js'
import { h } from './dom.js'

/** Colours of the page's own theme. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

const axis = (more = {}) => ({
  stroke: colour('soft'),
  grid: { stroke: colour('line'), width: 1 },
  ticks: { stroke: colour('line'), width: 1, size: 4 },
  font: '12px system-ui, sans-serif',
  ...more,
})

/** Steps of an axis that counts: there is no half of a call. */
const whole = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat()

/** One observer and one plot for each box; drawing anew ends the old ones. */
const plots = new Map()

/**
 * @param {HTMLElement} box
 * @param {(width: number) => any} options
 * @param {any[]} data
 */
function plot(box, options, data) {
  plots.get(box)?.end()
  const draw = () => {
    const width = Math.max(240, Math.floor(box.clientWidth))
    const made = new uPlot(options(width), data, box)
    made.root.setAttribute('aria-hidden', 'true')
    return made
  }
  let made = draw()
  let width = box.clientWidth
  const observer = new ResizeObserver(() => {
    if (Math.abs(box.clientWidth - width) < 4) return
    width = box.clientWidth
    made.destroy()
    made = draw()
  })
  observer.observe(box)
  plots.set(box, {
    end() {
      observer.disconnect()
      made.destroy()
    },
  })
}

/** Ends every plot whose box has left the page. */
export function sweep() {
  for (const [box, one] of plots) {
    if (box.isConnected) continue
    one.end()
    plots.delete(box)
  }
}

const percent = (value) => (value === null || value === undefined ? '–' : `${Math.round(value * 1000) / 10} %`)
const seconds = (period) => Date.parse(`${period}T00:00:00Z`) / 1000
const day = (time) => new Date(time * 1000).toISOString().slice(0, 10)
const legendValue = (format) => (_self, value) => (value === null || value === undefined ? '–' : format(value))

/**
 * Lines over time.
 * @param {HTMLElement} box
 * @param {string[]} periods days, ascending
 * @param {{ label: string, values: (number | null)[], colour: string, dash?: number[], band?: 'low' | 'high' }[]} series
 * @param {{ from: string, to: string, percent?: boolean, high?: number }} how first and last day shown
 */
export function lines(box, periods, series, how) {
  const times = periods.map(seconds)
  const format = how.percent ? percent : (value) => String(value)
  const high = series.findIndex((one) => one.band === 'high') + 1
  const low = series.findIndex((one) => one.band === 'low') + 1
  const options = (width) => ({
    width,
    height: 220,
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: {
        range: () => [
          Math.min(times[0], seconds(how.from)) - 43_200,
          Math.max(times[times.length - 1], seconds(how.to)) + 43_200,
        ],
      },
      y: { range: (_self, _min, max) => [0, how.high ?? Math.max(1, max * 1.1)] },
    },
    axes: [
      axis({
        space: 80,
        incrs: [86_400, 7 * 86_400, 14 * 86_400, 28 * 86_400, 91 * 86_400],
        values: (_self, splits) => splits.map((time) => day(time).slice(5)),
      }),
      axis({
        size: 56,
        ...(how.percent ? {} : { incrs: whole }),
        values: (_self, splits) => splits.map((value) => (how.percent ? `${Math.round(value * 100)} %` : value)),
      }),
    ],
    series: [
      { label: 'Day', value: legendValue(day) },
      ...series.map((one) => ({
        label: one.label,
        value: legendValue(format),
        stroke: colour(one.colour),
        width: one.band !== undefined ? 0 : 2,
        dash: one.dash,
        points: { show: !(one.band !== undefined), size: 6, fill: colour(one.colour) },
        spanGaps: false,
      })),
    ],
    bands:
      high > 0 && low > 0
        ? [{ series: [high, low], fill: `color-mix(in srgb, ${colour('info')} 16%, transparent)` }]
        : [],
  })
  plot(box, options, [times, ...series.map(({ values }) => values)])
}

/**
 * Horizontal bars, one row a label; a second series lies inside the first.
 * @param {HTMLElement} box
 * @param {string[]} labels
 * @param {{ label: string, values: (number | null)[], colour: string }[]} series
 * @param {{ unit?: string }} how
 */
export function bars(box, labels, series, how = {}) {
  box.classList.add('bars')
  const rows = labels.map((_, index) => index)
  const longest = Math.max(...labels.map((label) => label.length), 4)
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const fitted = (width) => {
    const size = Math.min(longest * 7 + 18, width * 0.5)
    const room = Math.floor((size - 18) / 6.2)
    return { size, words: labels.map((label) => (label.length > room ? `${label.slice(0, room - 1)}…` : label)) }
  }
  const options = (width) => ({
    width,
    height: 62 + labels.length * 30,
    cursor: { show: false },
    legend: { show: series.length > 1, live: false },
    padding: [4, 16, 0, 0],
    scales: {
      x: { time: false, ori: 1, dir: -1, range: () => [-0.6, labels.length - 0.4] },
      y: { ori: 0, range: () => [0, most * 1.08] },
    },
    axes: [
      axis({
        side: 3,
        size: fitted(width).size,
        splits: () => rows,
        values: () => fitted(width).words,
        grid: { show: false },
        ticks: { show: false },
      }),
      axis({
        side: 2,
        space: 60,
        size: 34,
        incrs: whole,
        values: (_self, splits) => splits.map((value) => `${value}${how.unit ?? ''}`),
      }),
    ],
    series: [
      {},
      ...series.map((one, index) => ({
        label: one.label,
        fill: colour(one.colour),
        stroke: colour(one.colour),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [index === 0 ? 0.72 : 0.36, index === 0 ? 22 : 11] }),
      })),
    ],
  })
  plot(box, options, [rows, ...series.map(({ values }) => values)])
}

/**
 * What a plot shows, as a table for everybody who reads tables better.
 * @param {string} caption
 * @param {string[]} head
 * @param {(string | number | null)[][]} rows
 */
export function table(caption, head, rows) {
  return h(
    'details',
    null,
    h('summary', null, 'As a table'),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${caption}, as a table` },
      h(
        'table',
        null,
        h('caption', { class: 'unseen' }, caption),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            head.map((text, index) => h('th', { scope: 'col', class: index > 0 ? 'number' : '' }, text)),
          ),
        ),
        h(
          'tbody',
          null,
          rows.map((cells) =>
            h(
              'tr',
              null,
              cells.map((cell, index) =>
                index === 0
                  ? h('th', { scope: 'row' }, cell ?? '–')
                  : h('td', { class: 'number' }, cell === null || cell === undefined ? '–' : cell),
              ),
            ),
          ),
        ),
      ),
    ),
  )
}

export { percent }
