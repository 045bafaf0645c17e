interface Name {
  readonly use?: string
  readonly text?: string
  readonly given?: readonly string[]
  readonly family?: string
  readonly period?: { readonly start?: string; readonly end?: string }
}

/** What the SMART app calls a patient with these names. */
async function called(...name: readonly Name[]): Promise<string> {
  // A script of the pages: checked with them, and not with the service.
  const script = '../../src/pages/assets/js/person.js'
  const { nameOfPatient } = (await import(script)) as { nameOfPatient: (patient: object, now: Date) => string }
  return nameOfPatient({ resourceType: 'Patient', name }, new Date('2026-06-15T12:00:00Z'))
}

const old = { use: 'old', given: ['Maya'], family: 'Former' }
const official = { use: 'official', given: ['Maya'], family: 'Okafor' }
const usual = { use: 'usual', text: 'May Okafor' }
const nickname = { use: 'nickname', given: ['Mimi'] }
const plain = { given: ['Maya', 'Ada'], family: 'Plain' }

describe('the name of a patient', () => {
  it.each<[string, readonly Name[], string]>([
    ['is the official one, also after an old one', [old, official], 'Maya Okafor'],
    ['is the official one before a usual one', [usual, official], 'Maya Okafor'],
    ['is the usual one for want of an official one', [nickname, old, usual], 'May Okafor'],
    ['is one without a use before a nickname', [nickname, plain], 'Maya Ada Plain'],
    ['is none that is over', [{ ...official, period: { end: '2025-12-31' } }, plain], 'Maya Ada Plain'],
    ['may end today, or later', [plain, { ...official, period: { end: '2026-06-15' } }], 'Maya Okafor'],
    ['may end in this year', [plain, { ...official, period: { end: '2026' } }], 'Maya Okafor'],
    ['is over by the minute', [{ ...official, period: { end: '2026-06-15T11:59:00Z' } }, usual], 'May Okafor'],
    ['is an old one where there is no other', [old], 'Maya Former'],
    ['is a nickname where there is no other', [{ use: 'official' }, nickname], 'Mimi'],
    ['is nothing where none is on record', [], ''],
  ])('%s', async (_, names, expected) => {
    expect(await called(...names)).toBe(expected)
  })
})
