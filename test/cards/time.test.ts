import fc from 'fast-check'
import { ageOn, mayBeWithin, span } from '../../cards/time.ts'

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
  ])('is not known where it reads %j', (written) => expect(span(written)).toBeUndefined())
  it.each(['2026-11-20T', '2026-11-20Tnoon', '2026-11-20T10:00:00Z\n', '20x6-11-20T10:00:00Z', ' 2026-11-20'])(
    'is not known where it reads %j, and an unknown date counts as recent',
    (written) => {
      expect(span(written)).toBeUndefined()
      expect(mayBeWithin(written, day, '2026-11-20T10:00:00Z')).toBe(true)
    },
  )
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
    expect([ageOn(undefined, '2026-11-20'), ageOn('unknown', '2026-11-20'), ageOn('1990-11-20', '2026')]).toEqual(
      Array(3),
    )
  })
})
