import fc from 'fast-check'
import { beginningOf, plainly } from '../../cards/text.ts'
import { bounded } from '../../cards/terminology.ts'
import { growthOf } from '../tools/growth.ts'

describe('text as it is read', () => {
  it.each([
    ['Wolff–Parkinson‑White', 'Wolff-Parkinson-White'],
    ['5−HT', '5-HT'],
    ['warfarin—5 mg', 'warfarin - 5 mg'],
    ['Buerger’s, St. John‘s, Samterʼs', "Buerger's, St. John's, Samter's"],
    ['“CAD” „TIA‟', '"CAD" "TIA"'],
    ['Eliquis™ Motrin®', 'Eliquis  Motrin '],
    ['CAD\u200b', 'CAD'],
    ['war\u00adfarin', 'warfarin'],
    ['heart\u00a0attack\u202f2019', 'heart attack 2019'],
    ['ＣＡＤ', 'CAD'],
    ['ﬁbrillation', 'fibrillation'],
    ['ke\u0301tamine', 'kétamine'],
    ['1½ mg, 5 µg, 37 °C, CABG×3', '1½ mg, 5 µg, 37 °C, CABG×3'],
    ['CAD\nTIA', 'CAD\nTIA'],
    ['ROMÃ–ASPIRINA', 'ROMÃ-ASPIRINA'],
    ['AVELÃ…ASPIRINA', 'AVELÃ…ASPIRINA'],
    ['LÃ\u00a0ASPIRINA', 'LÃ ASPIRINA'],
    ['MAÇÃ®, voilÃ\u00a0!', 'MAÇÃ , voilà!'],
    ['SÃ„URE', 'SÄURE'],
    ['MOTRINÂ® ASPIRINÂ\u00a0PM', 'MOTRIN  ASPIRIN PM'],
  ])('of %j is %j', (text, read) => {
    expect(plainly(text)).toBe(read)
  })

  it('stays as it is in the signs of a keyboard, and once it was read', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(plainly(text)).toBe(text)))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(plainly(plainly(text))).toBe(plainly(text))))
  })

  it('is what its bytes mean where they were read as Latin-1 or Windows-1252', () => {
    const windows1252 = new TextDecoder('windows-1252')
    for (let point = 0xa1; point <= 0xff; point++) {
      const sign = String.fromCodePoint(point)
      expect(plainly(Buffer.from(sign).toString('latin1'))).toBe(plainly(sign))
      expect(plainly(windows1252.decode(Buffer.from(sign)))).toBe(plainly(sign))
    }
    for (let point = 0x2000; point <= 0x2fff; point++) {
      const sign = String.fromCodePoint(point)
      expect(plainly(Buffer.from(sign).toString('latin1'))).toBe(plainly(sign))
      expect(plainly(windows1252.decode(Buffer.from(sign)))).toBe(plainly(sign))
    }
  })

  it('costs little where hundreds of thousands of signs were misread: a body may be full of them', () => {
    const timeOf = (text: string): number => {
      const began = performance.now()
      plainly(text)
      return performance.now() - began
    }
    // Decoded one by one they took 1.2 microseconds each.
    const best = Math.min(...Array.from({ length: 3 }, () => timeOf('Ã¤'.repeat(200_000))))
    expect(best).toBeLessThan(120)
  })

  it('is read in time that grows with its length', () => {
    const work = (size: number) => {
      const texts = ['–', '’', '\u200b', 'ﬁ', 'e\u0301', 'a.', '😀'].map((part) => part.repeat(size / part.length))
      return () => texts.forEach(plainly)
    }
    expect(growthOf(work, 2000, 16_000)).toBeLessThan(1.5)
  })
})

describe('the beginning of a text', () => {
  it('holds no half of a sign', () => {
    expect(beginningOf('ab😀', 3)).toBe('ab')
    expect(beginningOf('ab😀', 4)).toBe('ab😀')
    expect(bounded(`${'a'.repeat(999)}😀b`).isWellFormed()).toBe(true)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, most) => {
        expect(beginningOf(text, most).isWellFormed()).toBe(true)
      }),
    )
  })
})
