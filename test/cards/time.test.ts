import fc from 'fast-check'
import { ageOn, isAfter, mayBeLatest, mayBeWithin, span, type Span } from '../../cards/time.ts'

const day = 86_400_000
const slack = 14 * 3_600_000
const whole = (from: number, next: number) => ({ from: from - slack, to: next - 1 + slack })
const two = (n: number): string => String(n).padStart(2, '0')

describe('what a FHIR date can mean', () => {
  it('is every moment of the day, the month or the year, wherever it was written', () => {
    const wrong: string[] = []
    for (let at = Date.UTC(1895, 0, 1); at < Date.UTC(2105, 0, 1); at += day) {
      const date = new Date(at).toISOString()
      const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))]
      const found = [span(date.slice(0, 10)), span(date.slice(0, 7)), span(date.slice(0, 4))]
      const meant = [
        whole(at, at + day),
        whole(Date.UTC(year, month - 1), Date.UTC(year, month)),
        whole(Date.UTC(year, 0), Date.UTC(year + 1, 0)),
      ]
      if (JSON.stringify(found) !== JSON.stringify(meant)) wrong.push(date)
    }
    expect(wrong).toEqual([])
  })

  it('is one moment where a time is given', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const moment = date.getTime()
          expect(span(date.toISOString())).toEqual({ from: moment, to: moment })
        },
      ),
    )
    const moment = Date.UTC(2026, 10, 20, 15)
    for (const written of ['2026-11-20T10:00:00-05:00', '2026-11-20T15:00Z', '2026-11-21T05:00:00.000+14:00'])
      expect(span(written)).toEqual({ from: moment, to: moment })
  })

  it.each([
    '',
    '2',
    '202',
    '20266',
    '2026-',
    '2026-1',
    '2026-11-',
    '2026-11-2',
    '2026/11/20',
    '2026-11-20 10:00',
    'x026',
    '2026-00',
    '2026-13',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '2026-04-31',
    '2026-02-29',
    '2100-02-29',
    '2024-13-45',
    '2024-02-30T10:00:00Z',
    '2024-13-45T10:00:00Z',
  ])('is not known where it reads %j', (written) => expect(span(written)).toBeUndefined())
  it('knows the leap days', () => {
    for (const date of ['2024-02-29', '2000-02-29', '2024-02-29T10:00:00Z']) expect(span(date)).toBeDefined()
  })
  it.each([
    '0000',
    '0001-01-01',
    '0001-01-01T00:00:00Z',
    '0026-11',
    '0099-12-31',
    '1601-01-01',
    '1753-01-01',
    '1840-12-31',
  ])('is none where a client writes the zero of its calendar: %s', (written) => {
    expect(span(written)).toBeUndefined()
    expect(mayBeWithin(written, day, '2026-11-20T10:00:00Z')).toBe(true)
  })
  it('is a moment in any zone where a time is given without one, wherever the server stands', () => {
    const moment = Date.UTC(2026, 10, 20, 10)
    for (const written of ['2026-11-20T10:00:00', '2026-11-20T10:00'])
      expect(span(written)).toEqual({ from: moment - slack, to: moment + slack })
  })
  it.each(['2026-11-20T', '2026-11-20Tnoon', '2026-11-20T10:00:00Z\n', '20x6-11-20T10:00:00Z', ' 2026-11-20'])(
    'is not known where it reads %j, and an unknown date counts as recent',
    (written) => {
      expect(span(written)).toBeUndefined()
      expect(mayBeWithin(written, day, '2026-11-20T10:00:00Z')).toBe(true)
    },
  )
})

describe('which of two dates is the later', () => {
  const after = (one: string, other: string): boolean => isAfter(span(one) as Span, span(other) as Span)
  it.each([
    ['2026-11-20T08:00:00-05:00', '2026-11-20T12:59:00Z'],
    ['2026-11-20', '2026-11-19'],
    ['2026-12', '2026-11-30'],
    ['2027', '2026-12'],
    ['2026-11-21T00:00:00Z', '2026-11-19'],
    ['2026-11-20T10:00:00', '2026-11-20T09:59:59'],
  ])('%s lies after %s', (one, other) => {
    expect([after(one, other), after(other, one)]).toEqual([true, false])
  })
  it.each([
    ['2026-11-20T08:00:00-05:00', '2026-11-20T13:00:00Z'],
    ['2026-11', '2026-11-10'],
    ['2026', '2026-11-10T10:00:00Z'],
    ['2026-11-20', '2026-11-20T10:00:00Z'],
    // In the zone of the date it may still be that day.
    ['2026-11-20T10:00:00Z', '2026-11-19'],
  ])('either may, %s and %s', (one, other) => {
    expect([after(one, other), after(other, one)]).toEqual([false, false])
  })

  const written = fc.constantFrom(
    '2026-11-20T08:00:00-05:00',
    '2026-11-20T12:59:00Z',
    '2026-11-20T13:00:00Z',
    '2026-11-20',
    '2026-11-19',
    '2026-11-22T00:00:00+14:00',
    '2026-11-21T23:00:00',
    '2026-11',
    '2026-12-01',
    '2026',
    '2024-13-45',
  )
  it('of many, those may be the latest after which none of the others is known to lie', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 8 }), (dates) => {
        const all = dates.map((date) => ({ at: span(date) }))
        const dated = all.flatMap(({ at }) => at ?? [])
        const latest = all.filter(({ at }) => at === undefined || !dated.some((other) => isAfter(other, at)))
        expect(mayBeLatest(all)).toEqual(latest)
        expect(mayBeLatest(all).length > 0).toBe(all.length > 0)
      }),
    )
  })
})

describe('age', () => {
  it('changes on the birthday', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2020 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 1, max: 28 }),
        (year, month, born, on) => {
          const age = on < born ? 29 : 30
          expect(ageOn(`${year}-${two(month)}-${two(born)}`, `${year + 30}-${two(month)}-${two(on)}`)).toEqual({
            least: age,
            most: age,
          })
        },
      ),
    )
  })
  it('is a span where the birth date is partial', () => {
    expect(ageOn('1990', '2026-11-20T10:00:00Z')).toEqual({ least: 35, most: 36 })
    expect(ageOn('1990-11', '2026-11-20')).toEqual({ least: 35, most: 36 })
    expect(ageOn('1990-10', '2026-11-20')).toEqual({ least: 36, most: 36 })
    // On the last day of what is known the birthday has come, and on the first it may have.
    expect([ageOn('1990', '2026-12-31'), ageOn('1990', '2026-12-30')]).toEqual([
      { least: 36, most: 36 },
      { least: 35, most: 36 },
    ])
    expect(ageOn('1990', '2026-01-01')).toEqual({ least: 35, most: 36 })
    expect([ageOn('1990-10', '2026-10-31'), ageOn('1990-10', '2026-10-30'), ageOn('1990-10', '2026-10-01')]).toEqual([
      { least: 36, most: 36 },
      { least: 35, most: 36 },
      { least: 35, most: 36 },
    ])
    expect(ageOn('1990-10', '2026-09-30')).toEqual({ least: 35, most: 35 })
    expect([ageOn(undefined, '2026-11-20'), ageOn('unknown', '2026-11-20'), ageOn('1990-11-20', '2026')]).toEqual(
      Array(3),
    )
  })
  it.each([
    ['the none of some clients', '0001-01-01'],
    ['the none of others', '1753-01-01'],
    ['no month', '1990-13-01'],
    ['no day', '1990-02-30'],
    ['no day of its year', '2023-02-29'],
    ['half a month', '1990-1'],
    ['the day after the order', '2026-11-21'],
    ['a later month', '2026-12'],
    ['a later year', '2062-05-03'],
    ['123 years ago', '1903-11-20'],
    ['the day that clients write for none', '1900-01-01'],
    ['maybe 123 years ago', '1903'],
  ])('is not known where the birth date is %s: %s', (_, birthDate) => {
    expect(ageOn(birthDate, '2026-11-20')).toBeUndefined()
  })
  it('is known up to 122 years, and from the day of birth on', () => {
    expect(ageOn('1903-11-21', '2026-11-20')).toEqual({ least: 122, most: 122 })
    for (const born of ['2026-11-20', '2026-11', '2026'])
      expect(ageOn(born, '2026-11-20')).toEqual({ least: 0, most: 0 })
  })
  it('is none of a newborn whose day has begun where it was born, and not yet where the call was written', () => {
    expect(ageOn('2026-11-21', '2026-11-20T20:00:00Z')).toEqual({ least: 0, most: 0 })
    expect(ageOn('2026-11-22', '2026-11-20T20:00:00Z')).toBeUndefined()
  })
})
