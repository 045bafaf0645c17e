import fc from 'fast-check'
import { marked } from 'marked'
import { escaped } from '../../cards/markdown.ts'
import { growthOf } from '../tools/growth.ts'

describe('text of the chart on a card', () => {
  it.each([
    ['Essential hypertension, I10', 'Essential hypertension, I10'],
    ['G43.009', 'G43.009'],
    ["Crohn's disease; 50 mg/mL", "Crohn's disease; 50 mg/mL"],
    ['two  blanks\n', 'two blanks'],
    ['<b>x</b> & y', '&lt;b&gt;x&lt;/b&gt; &amp; y'],
    ['[a](http://b.c)', '\\[a\\]\\(http\u200b://b.c\\)'],
    ['www.example.org', 'www\u200b.example.org'],
    ['me@example.org', 'me&#64;example.org'],
  ])('%j reads %j', (text, shown) => expect(escaped(text)).toBe(shown))

  it('is cut between signs', () => {
    expect(escaped(`${'a'.repeat(8)}😀 and more`, 10)).toBe(`${'a'.repeat(8)}…`)
    expect(escaped(`${'a'.repeat(7)}😀 and more`, 10)).toBe(`${'a'.repeat(7)}😀…`)
  })

  it('is looked through no further than it may be shown, and says that there is more', () => {
    expect(escaped('stroke '.repeat(10_000), 20)).toBe('stroke stroke strok…')
    expect(escaped(`a${' '.repeat(10_000)}b`, 20)).toBe('a…')
    const work = (size: number) => {
      const text = 'stroke '.repeat(size)
      return () => void escaped(text)
    }
    expect(growthOf(work, 1_000, 100_000)).toBeLessThan(0.5)
  })

  it.each([
    'Migraine _http://evil.example/login',
    '1https://evil.example/x',
    'xhttp://evil.example/x',
    'éHTTP://evil.example',
    '_www.evil.example',
    '1WWW.evil.example',
    'ftp://evil.example xftp://evil.example',
    '(https://evil.example)',
    'me@evil.example',
  ])('makes no link of %j', (text) => {
    const html = (words: string): string => marked.parse(words, { gfm: true, async: false })
    expect(html(`Reason: ${escaped(text)}.`)).not.toContain('<a')
    expect(html(escaped(text))).not.toContain('<a')
  })

  it.each(['2://10', 'h2://10.0.0.1', 'tel://1', 'x://y'])('leaves no authority behind a scheme: %j', (text) => {
    expect(escaped(text)).not.toContain('://')
  })

  it.each(['1:2', '10:30', '1:/2', 'I10: 5'])('but lets a colon be: %j', (text) => expect(escaped(text)).toBe(text))

  it('is escaped alike whether or not it is plain', () => {
    const part = fc.constantFrom(
      'a',
      'Z',
      '7',
      ' ',
      ', ',
      '.',
      ':',
      '-',
      '/',
      "'",
      'http',
      'www',
      'data',
      'é',
      '_',
      '(',
      '&',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('').trim()
        // A star is never plain.
        expect(escaped(`${text}*`, 200)).toBe(`${escaped(text, 200)}\\*`)
      }),
      { numRuns: 2000 },
    )
  })

  it('holds no half of a surrogate pair, for which strict readers of JSON refuse the answer', () => {
    for (const text of ['ibuprofen \ud800 x', '\udc00', 'x\ud83d', `${'x'.repeat(118)}\ud83d\ude00y`])
      expect(escaped(text).isWellFormed()).toBe(true)
    expect(escaped('ibuprofen \ud83d\ude00')).toBe('ibuprofen \ud83d\ude00')
  })

  it('is looked through in time that grows with its length', () => {
    const from = performance.now()
    for (const text of ['a'.repeat(120), 'a. '.repeat(40), ': '.repeat(60), '1.'.repeat(60)])
      for (let n = 0; n < 1000; n++) escaped(`${text.slice(0, 118)}(`)
    expect(performance.now() - from).toBeLessThan(2000)
  })
})
