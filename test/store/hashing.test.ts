import { hashing } from '../../src/store/hashing.ts'

it('gives the hashes that stores of earlier versions hold', () => {
  const { patient, encounter, hookInstance } = hashing('key')

  expect(patient('north', 'p1')).toBe('pB3b3ZrWO1_rDQCJQRY3Ub')
  expect(patient('north', 'ä€𝒳')).toBe('SemYJxDUZ_uMAxZGcQTUpF')
  expect(patient('north', 'x'.repeat(1001))).toBe('EGAbsVS66nli3PNxwZDegw')
  expect(encounter('north', 'e1')).toBe('PLf_HVQkhy3PY1DwZxZeQa')
  expect(hookInstance('AB-1')).toBe('EyIDGl6BGkDPIYBKbEu0mH')
})
