import { aDose, aMedication, anAllergy, sct, words } from './builders.ts'
import { fits, homeMed, nsaids, rulesFor, screened, without } from './screened.ts'

/** dm+d, AMT and CCDD code a product in SNOMED CT: a name that is not known would then count as of no concern. */

const lost = (rule: string, agent: string, rows: readonly string[]): readonly string[] =>
  rows
    .flatMap((row) => row.split(', '))
    .filter((name) =>
      [words(name), sct('900000001', name)].some(
        (concept) =>
          !rulesFor(
            screened({ medications: [aMedication(concept, homeMed)], administrations: [aDose(concept)] }),
            agent,
          ).includes(rule),
      ),
    )

describe('a product of another country', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'nsaid-6h',
      'ibuprofen',
      [
        'Nurofen 200mg tablets, Nurofen Plus tablets, Brufen Retard 800mg tablets, Fenbid 300mg Spansules, Calprofen',
        'Cuprofen, Anadin Ultra, Anadin Joint Pain, Ibuleve gel, Feminax Express, Nuromol tablets, Maxigesic, Rafen 200',
        'Synflex 275mg, Feminax Ultra, Naprogesic 275mg, Stirlescent 250mg, Voltarol Emulgel, Difene, Diclomax SR 75mg',
        'Ponstan Forte 500mg tablets, Indocid, Oruvail 200mg, Keral 25mg tablets, Enantyum, Mobicox, Brexidol',
        'Tenoxicam 20mg tablets, Mobiflex, Parecoxib 40mg powder for solution for injection vials, Dynastat, Aceclofenac',
        'Preservex, Emflex, Froben, Strefen, Tiaprofenic acid 300mg tablets, Surgam, Relifex, Tolfenamic acid, Felbinac',
        'Phenylbutazone, Lornoxicam, Nimesulide, Loxonin, Nolotil, Novaminsulfon, Anadin Original, Disprin Extra',
        'Panafen Plus, Ibucalm 400mg, Dicloflex Retard, Volsaid, Axorid, Opustan, Rimacid, Eccoxolac, Novasen, Phensic, Robaxisal',
        'Co-codaprin 8mg/400mg dispersible tablets, MigraMax, Beechams Powders, Veganin, 222 tablets, Tecnal C1/2',
      ],
    ],
    [
      'acetaminophen-6h',
      'acetaminophen',
      [
        'Panadeine Forte, Panamax 500, Perfalgan, Calpol Six Plus, Hedex Extra, Lemsip Max, Co-dydramol 10mg/500mg tablets',
        'Co-proxamol 32.5mg/325mg tablets, Remedeine, Solpadol, Kapake, Tylex, Zapain, Codipar, Mersyndol, Syndol, Propain',
        'Midrid, Paramax, Tramacet 37.5mg/325mg, Atasol 30, Tempra, Emtec-30, ratio-Lenoltec No. 2, Anadin Extra',
        'Codalgin Forte, Panaleve, Osteomol 665, Anadin Paracetamol, Nuromol, Efferalgan, Tachipirina, Gelocatil',
      ],
    ],
    ['triptan-ergot-24h', 'rizatriptan', ['Migril tablets, Ergodryl, Gravergol, Dihydergot, Deseril, Syntometrine']],
    ['triptan-linezolid-methylene-blue', 'eletriptan', ['Zyvoxid, Zyvoxam']],
    [
      'nsaid-anticoagulant',
      'naproxen',
      [
        'Marevan 3mg tablets, Sinthrome 1mg, Nicoumalone, Phenindione 10mg tablets, Clexane, Inhixa, Fraxiparine, Orgaran',
      ],
    ],
    [
      'nsaid-antiplatelet',
      'naproxen',
      ['Iscover, Efient 10mg, Brilique 90mg tablets, Persantin Retard, Asasantin, CoPlavix'],
    ],
    [
      'nsaid-interaction',
      'naproxen',
      ['Priadel 400mg, Camcolit, Lithicarb, Li-Liquid, Metoject, Maxtrex, Sandimmun, Capimune'],
    ],
    ['gepant-cyp3a4-strong-inhibitor', 'ubrogepant', ['Klaricid 500mg, Klacid, Lozanoc, Rezolsta, Mifegyne']],
    [
      'gepant-cyp3a4-strong-inducer',
      'ubrogepant',
      ['Epanutin 100mg, Carbagen SR, Rifinah 300/150, Bellergal Spacetabs, Hypericum'],
    ],
    [
      'ubrogepant-moderate-inhibitor',
      'ubrogepant',
      [
        'Erythroped, EES 400, Tildiem Retard, Adizem-XL, Slozem, Securon SR, Cordilox, Dilzem SR, Vertab, Faverin 100mg, Cartia XT 120 mg',
      ],
    ],
    ['rizatriptan-propranolol', 'rizatriptan', ['Bedranol SR, Half Beta-Prograne 80mg, Deralin, Syprol, Angilol']],
    [
      'triptan-serotonergic',
      'sumatriptan-po',
      [
        'Lustral, Cipramil, Cipralex, Prozep, Lovan, Seroxat, Aropax, Efexor-XR, Venlalic XL, Rodomel XL, Oxactin, Yentreve, Prothiaden, Gamanil',
      ],
    ],
    ['gepant-duplicate', 'rimegepant', ['Vydura 75mg oral lyophilisates, Aquipta 60mg tablets']],
  ])('meets %s of %s', (rule, agent, rows) => {
    expect(lost(rule, agent, rows)).toEqual([])
  })
  it.each(['Cartia XT 240 mg', 'Anadin Paracetamol 500mg tablets'])('holds no NSAID: %s', (name) => {
    const found = screened({ administrations: [aDose(sct('900000001', name))] })
    expect(rulesFor(found, 'ibuprofen')).not.toContain('nsaid-6h')
  })
})

describe('an allergy to a product of another country', () => {
  it.each<[readonly string[], string]>([
    [
      nsaids,
      'Nurofen, Brufen, Voltarol, Ponstan, Naprogesic, Indocid, Oruvail, Froben, Disprin, Aspro, Cardiprin, Codis, Entrophen, Asacol, Pentasa, Mesalazine, Tenoxicam, Parecoxib, Aceclofenac, Felbinac',
    ],
    [
      ['aac', 'acetaminophen'],
      'Panadeine, Calpol, Perfalgan, Co-dydramol, Solpadol, Tylex, Zapain, Distalgesic, Paramax, Lemsip, Tramacet, Panamax',
    ],
    [['frovatriptan'], 'Migard'],
    [['rimegepant'], 'Vydura'],
  ])('leaves out %j: %s', (left, names) => {
    for (const name of names.split(', '))
      for (const concept of [words(name), words(`Adverse reaction to ${name}`), sct('900000001', name)])
        expect([name, fits({ allergies: [anAllergy(concept)] })]).toEqual([name, without(...left)])
  })
})

describe('a generic name of another language', () => {
  it.each<[string, readonly string[]]>([
    [
      'Ibuprofène, Naproxène, Kétorolac, Diclofénac, Célécoxib, Aspirine, AAS, Acide acétylsalicylique, AINS, Ketoprofene, Ketorolaco',
      nsaids,
    ],
    ['Acétaminophène, Paracétamol, Paracetamolo', ['aac', 'acetaminophen']],
    ['Pénicilline, Codéine', []],
  ])('on the list of allergies: %s', (names, left) => {
    for (const name of names.split(', '))
      expect([name, fits({ allergies: [anAllergy(words(name))] })]).toEqual([name, without(...left)])
  })
  it.each([
    ['nsaid-anticoagulant', 'naproxen', 'Warfarine 5 mg'],
    ['triptan-ergot-24h', 'eletriptan', 'Ergotamina 1 mg'],
    ['gepant-cyp3a4-strong-inhibitor', 'rimegepant', 'Clarithromycine 500 mg'],
    ['gepant-cyp3a4-strong-inducer', 'rimegepant', 'Phénytoïne 100 mg'],
    ['rizatriptan-propranolol', 'rizatriptan', 'Propranololo 40 mg'],
  ])('on the list of medications meets %s of %s: %s', (rule, agent, name) => {
    expect(lost(rule, agent, [name])).toEqual([])
  })
})
