import type { Order } from '../../cards/facts.ts'
import { orderOf } from './a-call.ts'

const dosage = async (instruction: unknown): Promise<Order['dosages'][number] | undefined> =>
  (await orderOf({ dosageInstruction: instruction }))?.dosages[0]

const per = (value: number, unit: string, denominator: object): object => ({
  numerator: { value, unit },
  denominator,
})

describe('how it is given', () => {
  it.each(['site', 'siteCodeableConcept'])('at a site: %s', async (member) => {
    expect(await dosage({ [member]: { text: 'Left arm' } })).toEqual({ site: { codes: [], text: 'Left arm' } })
  })
  it.each<readonly [string, object, string, number]>([
    ['a ratio', { rateRatio: per(50, 'mg', { value: 1, unit: 'h' }) }, 'mg/h', 50],
    ['a ratio over several hours', { rateRatio: per(50, 'mg', { value: 2, unit: 'hours' }) }, 'mg/h', 25],
    ['a ratio of a weight-based amount', { rateRatio: per(0.2, 'mg/kg', { value: 1, unit: 'hr' }) }, 'mg/kg/h', 0.2],
    [
      'a ratio whose denominator has the weight',
      { rateRatio: per(0.2, 'mg', { value: 1, unit: 'kg.h' }) },
      'mg/kg/h',
      0.2,
    ],
    ['a quantity', { rateQuantity: { value: 0.2, unit: 'mg/kg/hr' } }, 'mg/kg/h', 0.2],
    ['words', { rateQuantity: { value: 0.2, unit: 'mg per kg per hour' } }, 'mg/kg/h', 0.2],
    [
      'UCUM with brackets',
      { rateQuantity: { value: 0.2, system: 'http://unitsofmeasure.org', code: 'mg/(kg.h)' } },
      'mg/kg/h',
      0.2,
    ],
    [
      'UCUM with exponents',
      { rateQuantity: { value: 0.2, system: 'http://unitsofmeasure.org', code: 'mg.kg-1.h-1' } },
      'mg/kg/h',
      0.2,
    ],
    [
      'UCUM with an annotation',
      { rateQuantity: { value: 0.2, system: 'http://unitsofmeasure.org', code: 'mg/kg{ideal}/h' } },
      'mg/kg/h',
      0.2,
    ],
    ['micrograms as ug', { rateQuantity: { value: 5, unit: 'ug/kg/min' } }, 'mcg/kg/min', 5],
    ['micrograms as µg', { rateQuantity: { value: 5, unit: 'µg/kg/minute' } }, 'mcg/kg/min', 5],
    ['a number in the denominator', { rateQuantity: { value: 240, unit: 'mg/24.h' } }, 'mg/h', 10],
    [
      'the upper end of a range',
      { rateRange: { low: { value: 1, unit: 'mg/h' }, high: { value: 3, unit: 'mg/h' } } },
      'mg/h',
      3,
    ],
    ['a number written as a string', { rateQuantity: { value: '0.2', unit: 'mg/kg/h' } }, 'mg/kg/h', 0.2],
  ])('reads a rate from %s', async (_, amounts, unit, value) => {
    for (const instruction of [[{ doseAndRate: [amounts] }], { doseAndRate: amounts }, [amounts]]) {
      const rate = (await dosage(instruction))?.rate
      expect(rate?.unit).toBe(unit)
      expect(rate?.value).toBeCloseTo(value)
    }
  })

  it('gives no rate where the time is zero or unknown', async () => {
    expect(await dosage({ rateRatio: per(5, 'mg', { value: 0, unit: 'h' }) })).toEqual({})
    expect(await dosage({ rateRatio: per(5, 'mg', {}) })).toEqual({})
  })

  it('takes the dose as ordered before the one calculated for the weight', async () => {
    const doseAndRate = [
      { type: { coding: [{ code: 'calculated' }] }, doseQuantity: { value: 21, unit: 'mg' } },
      { type: { coding: [{ code: 'ordered' }] }, doseQuantity: { value: 0.3, unit: 'mg/kg' } },
    ]
    expect((await dosage([{ doseAndRate }]))?.dose).toEqual({ value: 0.3, unit: 'mg/kg' })
  })

  it('takes the rate that is only calculated where the order has the dose alone', async () => {
    const doseAndRate = [
      { type: { text: 'calculated' }, rateQuantity: { value: 14, unit: 'mg/h' } },
      { type: { text: 'ordered' }, doseQuantity: { value: 0.3, unit: 'mg/kg' } },
    ]
    expect(await dosage([{ doseAndRate }])).toMatchObject({
      dose: { value: 0.3, unit: 'mg/kg' },
      rate: { value: 14, unit: 'mg/h' },
    })
  })

  it('takes R5’s rendered words where no dosage has words, and leaves the other dosages as they are', async () => {
    const rendered = async (...dosageInstruction: readonly object[]): Promise<unknown> =>
      (await orderOf({ renderedDosageInstruction: 'IV, then PO', dosageInstruction }))?.dosages
    const oral = { route: { text: 'PO' } }
    expect(await rendered({ route: { text: 'IV' } }, oral)).toEqual([
      { text: 'IV, then PO', route: { codes: [], text: 'IV' } },
      { route: { codes: [], text: 'PO' } },
    ])
    expect(await rendered(oral, { text: 'by mouth' })).toEqual([
      { route: { codes: [], text: 'PO' } },
      { text: 'by mouth' },
    ])
    expect(await rendered()).toEqual([{ text: 'IV, then PO' }])
  })

  it('takes the words of the dosage and for the patient, and not the note', async () => {
    const order = await orderOf({
      dosageInstruction: [{ text: 'IV once', patientInstruction: 'slowly' }],
      note: [{ text: 'for induction' }],
    })
    expect(order?.dosages).toEqual([{ text: 'IV once; slowly' }])
  })

  it.each<readonly [string, object, object]>([
    [
      'both ends',
      { low: { value: 20, unit: 'mg' }, high: { value: 40, unit: 'mg' } },
      { value: 40, unit: 'mg', comparator: '<=' },
    ],
    ['one value', { low: { value: 40, unit: 'mg' }, high: { value: 40, unit: 'mg' } }, { value: 40, unit: 'mg' }],
    ['an upper end', { high: { value: 40, unit: 'mg' } }, { value: 40, unit: 'mg', comparator: '<=' }],
    ['a lower end', { low: { value: 20, unit: 'mg' } }, { value: 20, unit: 'mg', comparator: '>=' }],
  ])('takes the dose of a range with %s', async (_, doseRange, dose) => {
    expect((await dosage([{ doseAndRate: [{ doseRange }] }]))?.dose).toEqual(dose)
    expect((await dosage([{ doseRange }]))?.dose).toEqual(dose)
  })

  it.each(['additionalInstruction', 'additionalInstructions'])(
    'notes what a dosage instructs beside its words: %s',
    async (name) => {
      const instruct = async (...said: readonly object[]): Promise<readonly string[] | undefined> =>
        (await orderOf({ note: [{ text: 'slowly' }], dosageInstruction: [{ [name]: said }] }))?.notes
      expect(await instruct({ text: 'for sedation' }, { coding: [{ code: '1', display: 'with food' }] })).toEqual([
        'slowly',
        'for sedation',
        'with food',
      ])
    },
  )

  it.each([
    ['mg', 'mg'],
    ['MG', 'mg'],
    ['milligram', 'mg'],
    ['milligrams', 'mg'],
    ['g', 'g'],
    ['gm', 'g'],
    ['gram', 'g'],
    ['grams', 'g'],
    ['ug', 'mcg'],
    ['µg', 'mcg'],
    ['μg', 'mcg'],
    ['mgs', 'mg'],
    ['mg.', 'mg'],
    ['mcgs', 'mcg'],
    ['microgram', 'mcg'],
    ['micrograms', 'mcg'],
    ['mL', 'ml'],
    ['millilitre', 'ml'],
    ['milliliter', 'ml'],
    ['milliliters', 'ml'],
    ['mg/kilogram', 'mg/kg'],
    ['mg per kilograms', 'mg/kg'],
  ])('gives a dose in %s in %s', async (unit, plain) => {
    expect((await dosage([{ doseAndRate: [{ doseQuantity: { value: 20, unit } }] }]))?.dose).toEqual({
      value: 20,
      unit: plain,
    })
  })

  it.each([
    ['s', 1 / 60],
    ['sec', 1 / 60],
    ['seconds', 1 / 60],
    ['min', 1],
    ['minutes', 1],
    ['h', 60],
    ['hr', 60],
    ['hours', 60],
    ['d', 1440],
    ['days', 1440],
  ])('gives a length of time in %s in minutes', async (durationUnit, one) => {
    for (const repeat of [
      { duration: 40, durationUnit },
      { duration: 20, durationMax: 40, durationUnit },
    ])
      expect((await dosage([{ timing: { repeat } }]))?.minutes).toBeCloseTo(40 * one)
  })

  it.each([
    ['http://terminology.hl7.org/CodeSystem/data-absent-reason', 'unknown'],
    ['http://terminology.hl7.org/CodeSystem/v3-NullFlavor', 'UNK'],
  ])('takes a code that says that none is known for no route: %s', async (system, code) => {
    expect(await dosage([{ route: { coding: [{ system, code }] } }])).toEqual({})
  })

  it.each([
    ['UNK', 'unknown'],
    ['NI', 'NoInformation'],
    ['ASKU', 'asked but unknown'],
    ['NAV', 'temporarily unavailable'],
    ['UNC', 'un-encoded'],
  ])('takes the name of such a code for no route, and other words for one: %s', async (code, display) => {
    const system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
    for (const text of [undefined, display, code])
      expect(await dosage([{ route: { coding: [{ system, code, display }], text } }])).toEqual({})
    for (const text of [undefined, 'Oral'])
      expect((await dosage([{ route: { coding: [{ system, code, display: 'Oral' }], text } }]))?.route?.text).toBe(
        'Oral',
      )
  })

  it('takes a route with a vendor’s system and words', async () => {
    const route = {
      coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
      text: 'Intravenous',
    }
    expect((await dosage([{ route }]))?.route).toEqual({
      codes: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
      text: 'Intravenous',
    })
  })

  it.each([
    [
      { numerator: { value: 2, unit: 'g' }, denominator: { value: 1, unit: 'd' } },
      { value: 2, unit: 'g' },
    ],
    [
      { numerator: { value: 100, unit: 'mg' }, denominator: { value: 12, unit: 'h' } },
      { value: 200, unit: 'mg' },
    ],
    [
      { numerator: { value: 700, unit: 'mg' }, denominator: { value: 1, unit: 'wk' } },
      { value: 100, unit: 'mg' },
    ],
    [
      { numerator: { value: 400, unit: 'mg' }, denominator: { unit: 'day' } },
      { value: 400, unit: 'mg' },
    ],
    [
      { numerator: { value: 50, unit: 'mg' }, denominator: { value: 6, unit: 'Stunden', code: 'h' } },
      { value: 200, unit: 'mg' },
    ],
    [{ numerator: { value: 50, unit: 'mg' } }, undefined],
    [{ denominator: { value: 1, unit: 'd' } }, undefined],
  ])('reckons a maximum by the day', async (maxDosePerPeriod, most) => {
    expect((await dosage([{ maxDosePerPeriod }]))?.maxPerDay).toEqual(most)
  })

  it.each([
    [{ frequency: 1, period: 8, periodUnit: 'h' }, 3],
    [{ frequency: 1, frequencyMax: 2, period: 1, periodUnit: 'd' }, 2],
    [{ frequency: 1, period: 2, periodUnit: 'd' }, 0.5],
    // FHIR: without a frequency, once in a period; each time of day and each event is a dose.
    [{ period: 6, periodUnit: 'h' }, 4],
    [{ frequency: 4 }, undefined],
    [{ timeOfDay: ['06:00:00', '12:00:00', '18:00:00', '23:00:00'] }, 4],
    [{ frequency: 1, period: 1, periodUnit: 'd', timeOfDay: ['08:00:00', '20:00:00'] }, 2],
    [{ frequency: 1, period: 2, periodUnit: 'd', timeOfDay: ['08:00:00'] }, 0.5],
    [{ when: ['MORN', 'NOON', 'EVE', 'HS'] }, 4],
    [{ when: ['PC', 'HS'] }, 4],
    [{ frequency: 3, period: 1, periodUnit: 'd', when: ['AC'] }, 3],
  ])('reckons doses by the day', async (repeat, perDay) => {
    expect((await dosage([{ timing: { repeat } }]))?.perDay).toBe(perDay)
  })

  const gts = 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation'
  it.each([
    ['QD', 1],
    ['AM', 1],
    ['PM', 1],
    ['BED', 1],
    ['BID', 2],
    ['TID', 3],
    ['QID', 4],
    ['Q8H', 3],
    ['Q6H', 4],
    ['Q4H', 6],
    ['MO', undefined],
    ['constructor', undefined],
  ])('reckons doses by the day from an abbreviation: %s', async (code, perDay) => {
    const vendor = { system: 'urn:vendor', code: '12' }
    for (const timing of [
      { code: { coding: [{ system: gts, code }] } },
      { code: { coding: [vendor, { system: gts, code }] } },
      { code: { coding: [vendor], text: code.toLowerCase() } },
      { code: { text: code }, repeat: { boundsPeriod: { start: '2026-01-01' } } },
    ])
      expect((await dosage([{ timing }]))?.perDay).toBe(perDay)
  })

  it.each([
    ['Every 6 hours', 4],
    ['Every 4 hours PRN', 6],
    ['q6hr', 4],
    ['q8h interval', 3],
    ['4 times daily', 4],
    ['2 times a day', 2],
    ['Daily', 1],
    ['Once', undefined],
    ['Continuous', undefined],
    ['Every 30 min', undefined],
    ['Every 3 months', undefined],
  ])('reckons doses by the day from the name of a schedule: %s', async (name, perDay) => {
    const vendor = { system: 'urn:vendor', code: '201' }
    for (const code of [
      { text: name },
      { coding: [vendor], text: name },
      { coding: [{ ...vendor, display: name }] },
      { coding: [{ system: 'urn:vendor', code: name }] },
    ])
      expect((await dosage([{ timing: { code } }]))?.perDay).toBe(perDay)
  })

  it('counts times of day beside an abbreviation', async () => {
    const repeat = { timeOfDay: ['08:00:00'] }
    expect((await dosage([{ timing: { code: { text: 'QID' }, repeat } }]))?.perDay).toBe(4)
  })

  it('believes a frequency before an abbreviation', async () => {
    const timing = { code: { text: 'Q4H' }, repeat: { frequency: 1, period: 8, periodUnit: 'h' } }
    expect((await dosage([{ timing }]))?.perDay).toBe(3)
  })

  it('knows “as needed” from a flag and from words', async () => {
    expect((await dosage([{ asNeededBoolean: true }]))?.asNeeded).toBe(true)
    expect((await dosage([{ asNeededCodeableConcept: { text: 'pain' } }]))?.asNeeded).toBe(true)
    expect((await dosage([{ asNeededFor: [{ text: 'pain' }] }]))?.asNeeded).toBe(true)
    expect((await dosage([{ timing: { code: { text: 'Every 4 hours PRN' } } }]))?.asNeeded).toBe(true)
    expect((await dosage([{ asNeededBoolean: false, timing: { code: { text: 'q4h PRN' } } }]))?.asNeeded).toBe(false)
    expect((await dosage([{ timing: { code: { text: 'Every 4 hours' } } }]))?.asNeeded).toBeUndefined()
    expect((await dosage([{}]))?.asNeeded).toBeUndefined()
  })
})
