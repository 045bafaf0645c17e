import { aMedication, anAllergy, words } from './builders.ts'
import { fits, homeMed, nsaids, rulesFor, screened } from './screened.ts'

/** Names that allergy lists keep for decades, and words for classes that medication lists have. */

const lost = (rows: readonly string[], left: readonly string[]): readonly string[] =>
  rows
    .flatMap((row) => row.split(', '))
    .filter((name) => fits({ allergies: [anAllergy(words(name))] }).some((agent) => left.includes(agent)))

describe('an allergy under a name that is seldom sold any more', () => {
  it('leaves NSAIDs out', () => {
    const rows = [
      'Medipren, Haltran, Rufen, Reprexain, Ibudone, Combunox, Dristan Sinus, Mediproxen, Naprapac, Flanax, Midol Extended Relief',
      'Acular LS, Acuvail, Ocufen, Xibrom, Ilevro, Solaraze, Amigesic, Argesic, Salflex, Lialda, Apriso, Delzicol, Rowasa, Canasa',
      'Colazal, balsalazide, olsalazine, Dipentum, Empirin #3, Easprin, Equagesic, Darvon Compound-65, Carisoprodol Compound',
      "acetyl salicylic acid, Salicylic Acid, AERD, Samter's triad, NSAIAs, COX-1 inhibitors",
    ]
    expect(lost(rows, nsaids)).toEqual([])
  })
  it('leaves acetaminophen out', () => {
    const rows = [
      'Anexsia, Bancap HC, Co-Gesic, Comtrex, Datril, Genapap, Hycet, Lortabs, Magnacet, Margesic, Maxidone, Panlor, Phenaphen',
      'Sedapap, Sinutab, Stagesic, Talacen, Verdrocet, Wygesic, Zamicet, Duradrin, Migquin, Prodrin, Nodolor',
    ]
    expect(lost(rows, ['acetaminophen', 'aac'])).toEqual([])
  })
  it('leaves caffeine out', () => {
    expect(lost(['NoDoz, No-Doz, Vivarin, Cafcit'], ['aac'])).toEqual([])
  })
  it('is a caution with sumatriptan, where it is a sulfonamide', () => {
    const rows =
      'Cotrimoxazole, sulphamethoxazole, SMZ/TMP, sulfas, sulphonamides, sulfacetamide, sulfisoxazole, Silvadene, Flamazine, Sulfatrim, Pediazole, Gantrisin'
    const missed = rows
      .split(', ')
      .filter(
        (name) =>
          !rulesFor(screened({ allergies: [anAllergy(words(name))] }), 'sumatriptan-po').includes(
            'sumatriptan-sulfonamide',
          ),
      )
    expect(missed).toEqual([])
  })
})

describe('a short name on the medication list', () => {
  it.each([
    ['MAOI', 'triptan-maoi', 'sumatriptan-po'],
    ['SSRI', 'triptan-serotonergic', 'sumatriptan-po'],
    ['SNRIs', 'triptan-serotonergic', 'sumatriptan-po'],
    ['TCA qhs', 'triptan-serotonergic', 'sumatriptan-po'],
    ['DOACs', 'nsaid-anticoagulant', 'ibuprofen'],
    ['on blood thinners', 'nsaid-anticoagulant', 'ibuprofen'],
    ['VKA', 'nsaid-anticoagulant', 'ibuprofen'],
    ['LiCO3 300 mg', 'nsaid-interaction', 'ibuprofen'],
    ['propanolol 40 mg', 'rizatriptan-propranolol', 'rizatriptan'],
    ['ASA81', 'nsaid-low-dose-aspirin', 'ibuprofen'],
  ])('counts: %s', (name, rule, agent) => {
    expect(rulesFor(screened({ medications: [aMedication(words(name), homeMed)] }), agent)).toContain(rule)
  })
})
