import uPlot from '../vendor/uplot.js'
import { h, scrollingTable } from './dom.js'

/** Colours of the page's own theme. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

const font = '12px system-ui, sans-serif'

const axis = (more = {}) => ({
  stroke: colour('soft'),
  grid: { stroke: colour('line'), width: 1 },
  ticks: { stroke: colour('line'), width: 1, size: 4 },
  font,
  ...more,
})

/** Steps of an axis of counts: whole numbers, since there is no half call. */
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

export const percent = (value) => (value === null || value === undefined ? '–' : `${Math.round(value * 1000) / 10} %`)
const seconds = (period) => Date.parse(`${period}T00:00:00Z`) / 1000
const day = (time) => new Date(time * 1000).toISOString().slice(0, 10)
/** What the legend says. Where the pointer is nowhere (as always on a touch screen), that is of the last period. */
const legendValue = (format) => (self, _value, index, at) => {
  const values = self.data[index]
  const value = values[at ?? values.length - 1]
  return value === null || value === undefined ? '–' : format(value)
}

/** Steps of a time axis, in days; from a week on whole weeks, so that ticks keep their weekday. */
const steps = [1, 2, 7, 14, 28, 56, 91, 182, 364]

/** Times of the ticks of an axis that has room for `room` of them. They start with the first period (a week: its Monday). */
function ticks(times, first, last, room, isWeekly) {
  const days = (last - first) / 86_400
  const fitting = (step) => days / step <= room
  const fit = steps.filter((step) => !isWeekly || step % 7 === 0).find(fitting)
  const step = (fit ?? 364 * Math.ceil(days / 364 / room)) * 86_400
  const found = []
  // Where what is shown begins before the first period, ticks stand there as well.
  const from = times[0] - Math.floor((times[0] - first) / step) * step
  for (let time = from; time <= last; time += step) found.push(time)
  return found
}

/** Days without their year, which stands below the first tick of each year. @param {number[]} times */
const tickWords = (times) =>
  times.map((time, index) => {
    const [year] = day(time).split('-')
    const isNew = index === 0 || !day(times[index - 1]).startsWith(`${year}-`)
    return `${day(time).slice(5)}${isNew ? `\n${year}` : ''}`
  })

/**
 * Lines over time.
 * @param {HTMLElement} box
 * @param {string[]} periods days, ascending
 * @param {{ label: string, values: (number | null)[], colour: string, dash?: number[], band?: 'low' | 'high' }[]} series
 * @param {{ from: string, to: string, isWeekly: boolean, nameOf: (period: string) => string, percent?: boolean, high?: number }} how
 *   first and last day shown, and what a period is called
 */
export function lines(box, periods, series, how) {
  const times = periods.map(seconds)
  const format = how.percent ? percent : (value) => String(value)
  const high = series.findIndex((one) => one.band === 'high') + 1
  const low = series.findIndex((one) => one.band === 'low') + 1
  const first = Math.min(times[0], seconds(how.from))
  const last = Math.max(times[times.length - 1], seconds(how.to))
  const options = (width) => ({
    width,
    height: 220,
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: {
        range: () => [first - 43_200, last + 43_200],
      },
      y: { range: (_self, _min, max) => [0, how.high ?? Math.max(1, max * 1.1)] },
    },
    axes: [
      axis({
        size: 54,
        splits: () => ticks(times, first, last, Math.max(2, Math.floor((width - 72) / 56)), how.isWeekly),
        values: (_self, splits) => tickWords(splits),
      }),
      axis({
        size: 56,
        ...(how.percent ? {} : { incrs: whole }),
        values: (_self, splits) => splits.map((value) => (how.percent ? `${Math.round(value * 100)} %` : value)),
      }),
    ],
    series: [
      { label: how.isWeekly ? 'Week' : 'Day', value: legendValue((time) => how.nameOf(day(time))) },
      ...series.map((one) => ({
        label: one.label,
        value: legendValue(format),
        stroke: colour(one.colour),
        // The wash between them is too pale to be seen by itself.
        width: one.band !== undefined ? 1 : 2,
        dash: one.band !== undefined ? [2, 3] : one.dash,
        points: { show: one.band === undefined, size: 6, fill: colour(one.colour) },
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

const pen = document.createElement('canvas').getContext('2d')

/** Width of words in a plot, in pixels. */
function widthOf(words) {
  if (pen === null) return words.length * 7
  pen.font = font
  return pen.measureText(words).width
}

/** Words that fit: what is too long loses its middle, since what tells it from others may stand at its end. */
function shortened(label, room) {
  if (widthOf(label) <= room) return label
  const letters = [...label]
  let words = label
  for (let kept = letters.length - 1; kept > 1 && widthOf(words) > room; kept -= 1) {
    const head = Math.ceil(kept / 2)
    words = `${letters.slice(0, head).join('').trimEnd()}…${letters
      .slice(head - kept)
      .join('')
      .trimStart()}`
  }
  return words
}

const lineHeight = 14
const mostLines = 4

/** Words in lines that fit; what is too long for the last of them loses its middle there. @returns {string[]} */
function wrapped(label, room) {
  const told = ['']
  for (const word of label.split(' ')) {
    const longer = `${told.at(-1)} ${word}`.trim()
    if (told.at(-1) === '' || widthOf(longer) <= room) told[told.length - 1] = longer
    else told.push(word)
  }
  const rest = told.slice(mostLines - 1).join(' ')
  return [...told.slice(0, mostLines - 1), ...(rest === '' ? [] : [rest])].map((line) => shortened(line, room))
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
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const fitted = (width) => {
    const size = Math.min(Math.max(...labels.map(widthOf), 28) + 18, width * 0.5)
    const words = labels.map((label) => wrapped(label, size - 18))
    const row = Math.max(30, ...words.map(({ length }) => length * lineHeight + 10))
    // uPlot writes lines downwards from here, so the first line of each is moved up by what the others need.
    const starts = words.map(({ length }, index) => index - ((length - 1) / 2) * (lineHeight / row))
    return { size, starts, row, words: words.map((told) => told.join('\n')) }
  }
  const options = (width) => ({
    width,
    height: 62 + labels.length * fitted(width).row,
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
        lineGap: lineHeight / 12,
        splits: () => fitted(width).starts,
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
        // The outer bar is pale: its edge makes it visible.
        stroke: colour(one.colour === 'line' ? 'edge' : one.colour),
        width: one.colour === 'line' ? 1.5 : 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [index === 0 ? 0.72 : 0.36, index === 0 ? 22 : 11] }),
      })),
    ],
  })
  plot(box, options, [rows, ...series.map(({ values }) => values)])
}

const isPeriod = (cell) => /^\d{4}-\d\d-\d\d/.test(String(cell))

/**
 * What a plot shows, as a table for everybody who reads tables better.
 * @param {string} caption
 * @param {string[]} head
 * @param {(string | number | null)[][]} rows
 */
export function table(caption, head, rows) {
  const cellOf = (cell, index) =>
    index === 0
      ? h('th', { scope: 'row', class: isPeriod(cell) ? 'period' : '' }, cell ?? '–')
      : h('td', { class: 'number' }, cell ?? '–')
  return h(
    'details',
    null,
    h('summary', null, 'As a table'),
    scrollingTable(
      `${caption}, as a table`,
      head.map((text, index) => h('th', { scope: 'col', class: index > 0 ? 'number' : '' }, text)),
      rows.map((cells) => h('tr', null, cells.map(cellOf))),
      h('caption', { class: 'unseen' }, caption),
    ),
  )
}
