import { numberOf, perDayIn, saysAsNeeded } from '../../cards/frequency.ts'

describe('how often a drug is taken', () => {
  it.each([
    ['every 6 hours', 4],
    ['every 6 (six) hours as needed', 4],
    ['EVERY FOUR TO SIX HOURS', 6],
    ['q4-6hr', 6],
    ['q 12 h', 2],
    ['q8h interval', 3],
    ['3 times daily', 3],
    ['3 (three) times daily', 3],
    ['three (3) times a day', 3],
    ['3-4 times a day', 4],
    ['4x daily', 4],
    ['4 x/day', 4],
    ['once daily', 1],
    ['twice a day', 2],
    ['BID', 2],
    ['t.i.d.', 3],
    ['tid-qid', 4],
    ['Daily', 1],
    ['every morning', 1],
    ['at bedtime', 1],
    ['QDS', 4],
    ['q.d.s.', 4],
    ['1 tds prn', 3],
    ['bd', 2],
    ['b.d.', 2],
    ['OD', 1],
    ['6 hourly', 4],
    ['4-6 hourly', 6],
    ['mane and nocte', 2],
    ['in the morning and at night', 2],
    ['at night', 1],
  ])('in words: %s', (words, perDay) => {
    expect(perDayIn(words)).toBe(perDay)
  })

  it.each([
    '',
    'once',
    'as directed',
    'for a 5 day course',
    'for 10 days',
    'day 1',
    'every 3 months',
    'every 30 min',
    'weekly',
    'max daily dose 3 g',
    'daily maximum 3 g',
    'q0h',
    'quid',
    'odd',
    'hourly',
    'bidirectional',
  ])('is not told by %j', (words) => {
    expect(perDayIn(words)).toBeUndefined()
  })

  it.each([
    ['2', 2],
    ['a', 1],
    ['an', 1],
    ['once', 1],
    ['one', 1],
    ['twice', 2],
    ['two', 2],
    ['three', 3],
    ['five', 5],
    ['six', 6],
    ['eight', 8],
    ['1,000', 1000],
    ['1.5', 1.5],
    ['four', 4],
    ['Twelve', 12],
    ['1/2', 0.5],
    ['½', 0.5],
    ['1 1/2', 1.5],
    ['1-1/2', 1.5],
    ['one and 1/2', 1.5],
    ['2 & 1/2', 2.5],
    ['half', 0.5],
    ['two and one-half', 2.5],
    ['1 and a half', 1.5],
  ])('reads the number %s', (written, value) => {
    expect(numberOf(written)).toBe(value)
  })
})

describe('as needed', () => {
  it.each([
    'every 6 hours as needed for pain',
    '1 TAB PO Q6H PRN',
    'take if needed',
    'no more than 4 a day, as needed',
    'do not exceed 3 tablets; take as needed',
    'twice daily when required',
  ])('is said by %s', (words) => {
    expect(saysAsNeeded(words)).toBe(true)
  })

  it.each([
    'every 6 hours',
    'scheduled, not as needed',
    'not to be taken as needed',
    'twice daily; one extra tablet as needed',
    'twice daily, may take 1 more as needed',
    'needed for school',
    'prnt',
  ])('is not said by %s', (words) => {
    expect(saysAsNeeded(words)).toBe(false)
  })
})
