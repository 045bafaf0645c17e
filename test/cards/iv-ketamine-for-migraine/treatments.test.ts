import type { MedicationUse, Order } from '../../../cards/facts.ts'
import {
  aDose,
  ago,
  anEncounter,
  anIvKetamineOrder,
  anOrder,
  aMedication,
  intravenous,
  rx,
  sct,
  words,
} from './builders.ts'
import {
  all,
  fits,
  fitting,
  homeMed,
  nsaids,
  offered,
  rulesFor,
  screened,
  sumatriptan,
  triptans,
  without,
} from './screened.ts'

const ibuprofen = rx('197805', 'ibuprofen 400 MG Oral Tablet')

describe('treatments of this attack', () => {
  it('a home prescription of a triptan is neither failure nor duplicate, and adds a sentence', () => {
    const found = screened({ medications: [aMedication(sumatriptan, homeMed)] })
    expect(offered(found)).toEqual(['aac', 'sumatriptan-po', 'ibuprofen'])
    expect(found.sentences).toEqual([
      'On the medication list: sumatriptan 50 MG Oral Tablet. Ask about doses of the last 24 hours.',
    ])
  })

  it('a home prescription of another drug adds no such sentence', () => {
    const medications = [aMedication(rx('198440', 'acetaminophen 500 MG Oral Tablet'), homeMed)]
    expect(screened({ medications }).sentences.join(' ')).not.toContain('On the medication list')
  })

  it('a prescription of the community without any date is one of home too', () => {
    expect(fits({ medications: [aMedication(sumatriptan, { category: 'community' })] })).toEqual(all.toSorted())
  })

  it.each([
    ['ordered in this encounter', aMedication(sumatriptan, { ofThisEncounter: true, start: ago({ days: 2 }) })],
    ['ordered 20 hours ago elsewhere', aMedication(sumatriptan, { ofThisEncounter: false, start: ago({ hours: 20 }) })],
    ['completed without any date', aMedication(sumatriptan, { status: 'completed' })],
    ['active without any date', aMedication(sumatriptan)],
    [
      'taken this morning by a statement',
      aMedication(sumatriptan, { kind: 'statement', status: 'completed', start: ago({ hours: 4 }) }),
    ],
  ])('a triptan %s leaves out triptans', (_, medication) => {
    expect(fits({ medications: [medication] })).toEqual(without(...triptans))
  })

  it('a triptan of the home list that ended today leaves out triptans, and so does one of which no date is known', () => {
    const ended = (hours: number): readonly string[] =>
      fits({ medications: [aMedication(sumatriptan, { ...homeMed, status: 'stopped', end: ago({ hours }) })] })
    expect(ended(10)).toEqual(without(...triptans))
    expect(ended(30)).toEqual(all.toSorted())
    const undated = aMedication(sumatriptan, { category: 'community', status: 'completed' })
    expect(fits({ medications: [undated] })).toEqual(without(...triptans))
  })

  it('what was ordered and not given, or refused, has not failed', () => {
    const ordered = aMedication(ibuprofen, { ofThisEncounter: true, start: ago({ hours: 3 }) })
    expect(rulesFor(screened({ medications: [ordered] }), 'naproxen')).not.toContain('failed')
    const refused = aDose(ibuprofen, {
      status: 'not-done',
      start: ago({ hours: 3 }),
      statusReason: [words('patient declined')],
    })
    expect(rulesFor(screened({ administrations: [refused] }), 'naproxen')).not.toContain('failed')
    const given = aDose(ibuprofen, { start: ago({ hours: 3 }) })
    expect(rulesFor(screened({ administrations: [given] }), 'naproxen')).toContain('failed')
  })

  it('a triptan with naproxen that failed is one triptan', () => {
    const treximet = aMedication(words('Treximet'), {
      ...homeMed,
      status: 'stopped',
      end: ago({ days: 60 }),
      statusReason: [words('no relief')],
    })
    const found = screened({ medications: [treximet] })
    expect(fitting(found)).toContain('rizatriptan')
    expect(rulesFor(found, 'sumatriptan-po')).toEqual(['failed'])
  })

  it('rimegepant waits for 48 hours where its clearance is slowed, and it was rimegepant', () => {
    const waits = (gepant: string, beside: string, status = 'active'): boolean =>
      rulesFor(
        screened({
          medications: [aMedication(words(beside), { ...homeMed, status })],
          administrations: [aDose(words(gepant), { start: ago({ hours: 30 }), ofThisEncounter: false })],
        }),
        'rimegepant',
      ).includes('rimegepant-48h')
    expect(waits('Nurtec', 'diltiazem')).toBe(true)
    expect(waits('Nurtec', 'diltiazem', 'completed')).toBe(false)
    expect(waits('Nurtec', 'sertraline')).toBe(false)
    expect(waits('Ubrelvy', 'diltiazem')).toBe(false)
  })

  it('an NSAID is not repeated within six hours of when it was taken, or of the end of its infusion', () => {
    const taken = (hours: number): readonly string[] =>
      rulesFor(
        screened({
          medications: [aMedication(ibuprofen, { kind: 'statement', status: 'completed', start: ago({ hours }) })],
        }),
        'naproxen',
      )
    expect(taken(5)).toContain('nsaid-6h')
    expect(taken(10)).not.toContain('nsaid-6h')
    const infused = (hours: number): readonly string[] =>
      rulesFor(
        screened({
          administrations: [
            aDose(rx('35827', 'ketorolac'), { start: ago({ hours: 30 }), end: ago({ hours }), ofThisEncounter: false }),
          ],
        }),
        'naproxen',
      )
    expect(infused(5)).toContain('nsaid-6h')
    expect(infused(7)).not.toContain('nsaid-6h')
  })
  it('a triptan ordered since the patient arrived leaves out triptans, an earlier one does not', () => {
    const stay = { encounter: anEncounter({ class: 'IMP', start: ago({ days: 3 }) }) }
    const dated = (days: number): readonly string[] =>
      fits({ ...stay, medications: [aMedication(sumatriptan, { start: ago({ days }) })] })
    expect(dated(2)).toEqual(without(...triptans))
    expect(dated(4)).toEqual(all.toSorted())
  })

  it.each([
    ['all three', 'aspirin 250 MG / acetaminophen 250 MG / caffeine 65 MG Oral Tablet', true],
    ['acetaminophen and caffeine', 'acetaminophen 500 MG / caffeine 65 MG Oral Tablet', false],
    ['aspirin and acetaminophen', 'aspirin 250 MG / acetaminophen 250 MG Oral Tablet', false],
    ['aspirin and caffeine', 'aspirin 400 MG / caffeine 32 MG Oral Tablet', false],
  ])('is not repeated within 24 hours where it held %s: %s', (_, name, met) => {
    const found = screened({ administrations: [aDose(words(name), { start: ago({ hours: 10 }) })] })
    expect(rulesFor(found, 'aac').includes('aac-24h')).toBe(met)
  })

  it.each([
    ['cancelled', aMedication(sumatriptan, { status: 'cancelled', ofThisEncounter: true })],
    ['entered in error', aMedication(sumatriptan, { status: 'entered-in-error', ofThisEncounter: true })],
    ['not to be given', aMedication(sumatriptan, { doNotPerform: true, ofThisEncounter: true })],
    ['not taken', aMedication(sumatriptan, { kind: 'statement', status: 'not-taken', start: ago({ hours: 4 }) })],
    ['only proposed', aMedication(sumatriptan, { intent: 'proposal', ofThisEncounter: true })],
    ['only an option', aMedication(sumatriptan, { intent: 'option', ofThisEncounter: true })],
    [
      'entered in error, with a reason',
      aMedication(sumatriptan, { ...homeMed, status: 'entered-in-error', statusReason: [words('not effective')] }),
    ],
    [
      'stopped two months ago, begun nobody knows when',
      aMedication(sumatriptan, { status: 'stopped', end: ago({ days: 60 }) }),
    ],
    ['on the list of what is taken, begun long ago', aMedication(sumatriptan, { ...homeMed, kind: 'statement' })],
    ['completed last year', aMedication(sumatriptan, { status: 'completed', start: ago({ days: 300 }) })],
  ])('a triptan that was %s does not', (_, medication) => {
    expect(fits({ medications: [medication] })).toEqual(all.toSorted())
  })

  it('an NSAID given 3 hours ago leaves out NSAIDs; given 7 hours ago here it has failed', () => {
    const at = (hours: number, ofThisEncounter: boolean) =>
      fits({ administrations: [aDose(ibuprofen, { start: ago({ hours }), ofThisEncounter })] })
    expect(at(3, false)).toEqual(without(...nsaids))
    expect(at(7, false)).toEqual(all.toSorted())
    // What did not help leaves the combination with a triptan.
    expect(at(7, true)).toEqual(without('ibuprofen', 'naproxen', 'aac'))
  })

  it('an injection fails after one hour, a tablet after two', () => {
    const sc = { route: sct('34206005', 'Subcutaneous route') }
    const at = (minutes: number, dosages: readonly (typeof sc)[]) =>
      rulesFor(
        screened({ administrations: [aDose(sumatriptan, { start: ago({ hours: minutes / 60 }), dosages })] }),
        'sumatriptan-po',
      )
    expect(at(70, [sc])).toContain('failed')
    expect(at(50, [sc])).not.toContain('failed')
    expect(at(70, [])).not.toContain('failed')
    expect(at(130, [])).toContain('failed')
  })

  it('ketamine that runs already is no concern of the alternatives', () => {
    const running = aMedication(rx('6130', 'ketamine'), { ofThisEncounter: true, dosages: [{ route: intravenous }] })
    expect(offered(screened({ medications: [running] }))).toEqual(offered(screened()))
    expect(screened({ medications: [running] }).unclassified).toEqual([])
  })

  it('low-dose aspirin warns of NSAIDs, a full dose leaves them out', () => {
    const aspirin = (mg: number, status = 'active') =>
      screened({
        medications: [
          aMedication(rx('1191', `aspirin ${mg} MG Oral Tablet`), {
            ...homeMed,
            status,
            dosages: [{ dose: { value: mg, unit: 'mg' }, perDay: 1 }],
          }),
        ],
      })
    expect(rulesFor(aspirin(81), 'ibuprofen')).toContain('nsaid-low-dose-aspirin')
    expect(rulesFor(aspirin(81, 'completed'), 'ibuprofen')).not.toContain('nsaid-low-dose-aspirin')
    expect(fitting(aspirin(81)).toSorted()).toEqual(all.toSorted())
    expect(fitting(aspirin(325)).toSorted()).toEqual(without(...nsaids))
  })

  it('aspirin of which a dose is not told goes by the strength of the tablet', () => {
    const use = (mg: number) =>
      aMedication(rx('1191', `aspirin ${mg} MG Oral Tablet`), {
        ...homeMed,
        dosages: [{ dose: { value: 81, unit: 'mg' }, perDay: 1 }, { text: 'with chest pain' }],
      })
    expect(fits({ medications: [use(325)] })).toEqual(without(...nsaids))
    expect(fits({ medications: [use(81)] })).toEqual(all.toSorted())
  })

  it('aspirin is a low dose up to 162 mg a day', () => {
    const fitsWith = (mg: number, perDay: number) =>
      fits({
        medications: [
          aMedication(rx('1191', 'aspirin'), { ...homeMed, dosages: [{ dose: { value: mg, unit: 'mg' }, perDay }] }),
        ],
      }).includes('ibuprofen')
    expect([fitsWith(162, 1), fitsWith(81, 2), fitsWith(163, 1), fitsWith(81, 3)]).toEqual([true, true, false, false])
  })

  it('a scheduled NSAID leaves NSAIDs out, one taken as needed warns', () => {
    const use = (asNeeded: boolean) =>
      screened({ medications: [aMedication(rx('41493', 'meloxicam'), { ...homeMed, dosages: [{ asNeeded }] })] })
    expect(fitting(use(false)).toSorted()).toEqual(without(...nsaids))
    expect(rulesFor(use(true), 'ibuprofen')).toContain('nsaid-home-list')
  })

  it.each<[string, Partial<Order>, boolean]>([
    ['draft', { status: 'draft' }, true],
    ['active', { status: 'active' }, true],
    ['on-hold', { status: 'on-hold' }, true],
    ['cancelled', { status: 'cancelled' }, false],
    ['stopped', { status: 'stopped' }, false],
    ['completed', { status: 'completed' }, false],
    ['entered-in-error', { status: 'entered-in-error' }, false],
    ['draft, not to be performed', { doNotPerform: true }, false],
  ])('a triptan among the drafts, of status %s', (_, over, drafted) => {
    const orders = [anIvKetamineOrder(), anOrder(sumatriptan, { key: 'MedicationRequest/s', ...over })]
    expect(fits({ orders })).toEqual(drafted ? without(...triptans) : all.toSorted())
  })

  it('a triptan among the drafts, of no status, is a draft', () => {
    const { status: _, ...bare } = anOrder(sumatriptan, { key: 'MedicationRequest/s' })
    expect(fits({ orders: [anIvKetamineOrder(), bare] })).toEqual(without(...triptans))
  })

  it('a drafted interacting drug counts like one in use', () => {
    const orders = [anIvKetamineOrder(), anOrder(rx('190376', 'linezolid'), { key: 'MedicationRequest/l' })]
    expect(fits({ orders })).toEqual(without(...triptans))
  })
})

describe('rimegepant under a moderate CYP3A4 inhibitor', () => {
  const after = (n: number, ...medications: readonly MedicationUse[]): readonly string[] =>
    fits({
      medications,
      administrations: [aDose(words('rimegepant 75 mg'), { start: ago({ hours: n }), ofThisEncounter: false })],
    })
  const diltiazem = aMedication(words('diltiazem'), homeMed)
  it('waits for 48 hours', () => {
    expect(after(30, diltiazem)).not.toContain('rimegepant')
    expect(after(47, diltiazem)).not.toContain('rimegepant')
    expect(after(49, diltiazem)).toContain('rimegepant')
    expect(after(30)).toContain('rimegepant')
  })
})
