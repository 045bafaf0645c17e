import { isSilenced } from '../../src/store/silent-mode.ts'

const caller = { id: 'north' }
const ask = (encounter: string | undefined, share: number, differs: object = {}): boolean =>
  isSilenced({
    caller: { ...caller, ...differs },
    service: 'a-rule',
    patient: 'p1',
    ...(encounter === undefined ? {} : { encounter }),
    share,
  })

const encounters = Array.from({ length: 2000 }, (_, index) => `encounter-${index}`)

it('silences none at 0 and all at 1', () => {
  expect(encounters.some((encounter) => ask(encounter, 0))).toBe(false)
  expect(encounters.every((encounter) => ask(encounter, 1))).toBe(true)
})

it.each([0.1, 0.5, 0.9])('silences about the share %s of encounters', (share) => {
  const silenced = encounters.filter((encounter) => ask(encounter, share)).length / encounters.length

  expect(Math.abs(silenced - share)).toBeLessThan(0.04)
})

it('gives one encounter one answer, whatever the service, and one patient one where no encounter is known', () => {
  const services = ['one', 'two'].map((service) =>
    isSilenced({ caller, service, patient: 'p1', encounter: 'e1', share: 0.5 }),
  )

  expect(new Set(services).size).toBe(1)
  expect(ask(undefined, 0.5)).toBe(ask(undefined, 0.5))
})

it('silences about the share of patients where no encounter is known', () => {
  const silenced = encounters.filter((patient) => isSilenced({ caller, service: 'a-rule', patient, share: 0.3 }))

  expect(Math.abs(silenced.length / encounters.length - 0.3)).toBeLessThan(0.04)
})

it('keeps an encounter silent when the share grows', () => {
  const few = encounters.filter((encounter) => ask(encounter, 0.3))

  expect(few.filter((encounter) => !ask(encounter, 0.6))).toEqual([])
})

it('takes the client’s own share before the service’s, and the services it keeps silent before both', () => {
  expect(ask('e1', 1, { silent: 0 })).toBe(false)
  expect(ask('e1', 0, { silent: 1 })).toBe(true)
  expect(ask('e1', 0, { silent: 0, silentServices: ['a-rule'] })).toBe(true)
  expect(ask('e1', 0, { silentServices: ['another'] })).toBe(false)
})
