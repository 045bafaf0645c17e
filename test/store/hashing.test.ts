import { createHmac } from 'node:crypto'
import { hashing, hmacSha256 } from '../../src/store/hashing.ts'

it.each(['', 'key', 'k'.repeat(43), 'k'.repeat(64), 'k'.repeat(65), 'ключ'.repeat(40)])(
  'is HMAC-SHA-256, for texts of any length and key %j',
  (key) => {
    const mac = hmacSha256(key)
    for (const text of ['', 'a', 'ä€𝒳', 'x'.repeat(170), 'x'.repeat(171), '€'.repeat(171), 'y'.repeat(5000), 'a']) {
      expect(mac(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'))
    }
  },
)

it('gives the hashes that stores of earlier versions hold', () => {
  const { patient, encounter, hookInstance } = hashing('key')
  const before = (text: string) => createHmac('sha256', 'key').update(text).digest('base64url').slice(0, 22)

  expect(patient('north', 'p1')).toBe(before('patient\nnorth\np1'))
  expect(encounter('north', 'e1')).toBe(before('encounter\nnorth\ne1'))
  expect(hookInstance('AB-1')).toBe(before('hook-instance\n\nab-1'))
})
