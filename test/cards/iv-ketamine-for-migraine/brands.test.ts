import { aDose, ago, aMedication, words } from './builders.ts'
import { type Differing, homeMed, rulesFor, screened } from './screened.ts'

/** Brands, salts, abbreviations and usual misspellings: not one may be lost from the lists. */

/** Those of the names, in rows with commas, of which a rule is not met. */
const lost = (rule: string, agent: string, rows: readonly string[], chart: (name: string) => Differing) =>
  rows.flatMap((row) => row.split(', ')).filter((name) => !rulesFor(screened(chart(name)), agent).includes(rule))

describe('a drug on the medication list, by a name of its product', () => {
  it.each<[string, string, readonly string[]]>([
    ['gepant-duplicate', 'rimegepant', ['Nurtec, Ubrelvy, Qulipta, Zavzpret']],
    [
      'triptan-ergot-24h',
      'sumatriptan-po',
      [
        'D.H.E. 45, Migranal, Trudhesa, Atzumi, Brekiya, Cafergot, Ergomar, Migergot, Methergine, Sansert',
        'Dhe, Ergometrine, Methylergometrine',
      ],
    ],
    ['triptan-maoi', 'sumatriptan-po', ['Nardil, Parnate, Marplan, Aurorix, Manerix, Emsam']],
    [
      'triptan-linezolid-methylene-blue',
      'eletriptan',
      [
        'Zyvox, Provayblue, Methylthioninium chloride, URIBEL 118-10-40.8-36 MG CAPSULE, Urelle, Uro-MP, Uro-458, Ustell',
        'Uticap, Utira-C, Utrona-C, Uretron D/S, Urin DS, Urin D/S, UroAv-B, Urolet MB, Uramit MB, Vilamit MB',
        'Urogesic Blue, Phosphasal, Hyophen, Prosed DS',
        'METH-HYO-M BL-NA PHOS-PH SAL 118 MG PO CAPS, METHEN-HYOS-METH BLUE-SOD PHOS 81.6 MG, methen-m.blue-s.phos-phsal-hyo',
      ],
    ],
    ['triptan-maoi-b', 'sumatriptan-po', ['Eldepryl, Zelapar, Azilect, Xadago']],
    ['triptan-maoi-weak', 'sumatriptan-po', ['Matulane, Sivextro']],
    [
      'nsaid-anticoagulant',
      'ibuprofen',
      [
        'Coumadin, Jantoven, Sintrom, Marcumar, Eliquis, Xarelto, Pradaxa, Savaysa, Lixiana',
        'Bevyxxa, Lovenox, Fragmin, Innohep, Arixtra, Angiomax, Iprivask, Dabigatran, Lmwh, Ufh',
      ],
    ],
    ['nsaid-thrombolytic-24h', 'ibuprofen', ['Activase, Tnkase, Retavase']],
    [
      'nsaid-antiplatelet',
      'ibuprofen',
      ['Plavix, Integrilin, Aggrastat, Kengreal, Effient, Brilinta, Ticlid, Persantine, Aggrenox', 'Pletal, Zontivity'],
    ],
    [
      'nsaid-interaction',
      'ibuprofen',
      [
        'Neoral, Sandimmune, Gengraf, Lithobid, Eskalith, Trexall, Rheumatrex, Otrexup, Rasuvo',
        'Xatmep, Ciclosporin, Cyclosporin, Jylamvo, RediTrex, MTX 15 mg weekly',
      ],
    ],
    [
      'acetaminophen-on-list',
      'acetaminophen',
      [
        'Theraflu, Pamprin',
        'butalbital-acetaminop-caf-cod 50-300-40-30 mg capsule, BUTALB-ACETAMIN-CAFF-CODEINE 50-325-40-30 MG PO CAPS',
      ],
    ],
    ['nsaid-low-dose-aspirin', 'ibuprofen', ['Aspir 81 oral delayed release tablet']],
    ['triptan-serotonergic', 'sumatriptan-po', ['perphenazine-amitriptyl 2-25 mg']],
    ['acetaminophen-warfarin', 'acetaminophen', ['Coumadin, Jantoven']],
    [
      'gepant-cyp3a4-strong-inhibitor',
      'rimegepant',
      [
        'DARUN-COBIC-EMTRICIT-TENOFAF 800-150-200-10 MG PO TABS, ELVITEG-COBIC-EMTRICIT-TENOFAF 150-150-200-10 MG PO TABS',
        'AMOXICILL-CLARITHRO-LANSOPRAZ 500-500-30 MG PO THPK, OMBITAS-PARITAPRE-RITONA&DASAB 12.5-75-50 &250 MG PO TBPK',
        'Paxlovid, Nirmatrelvir, Norvir, Kaletra, Biaxin, Prevpac, Ketek, Nizoral, Recorlev',
        'Korlym, Krazati, Xocova, Sporanox, Onmel, Tolsura, Noxafil, Vfend, Serzone, Tybost',
        'Stribild, Genvoya, Prezcobix, Symtuza, Evotaz, Prezista, Reyataz, Crixivan, Viracept',
        'Invirase, Aptivus, Viekira, Technivie, Incivek, Victrelis, Vaprisol, Zydelig, Zykadia',
        'Kisqali, Tukysa, Zokinvy, Omeclamox-Pak, Voquezna Triple Pak',
      ],
    ],
    [
      'gepant-cyp3a4-strong-inducer',
      'rimegepant',
      [
        'Rifadin, Rimactane, Rifamate, Rifater, Priftin, Tegretol, Carbatrol, Equetro, Epitol',
        'Dilantin, Phenytek, Cerebyx, Sezaby, Luminal, Donnatal, PB-HYOSCY-ATROPINE-SCOPOLAMINE 16.2 MG PO TABS, belladonna alkaloids-phenobarb, Mysoline, Xtandi, Erleada',
        'Lysodren, Orkambi, Tibsovo, Braftovi, Rifampicin, Phenobarbitone, St john s wort',
        'St johns wort, Saint john s wort, Hypericum perforatum',
      ],
    ],
    [
      'rimegepant-cyp3a4-moderate-inducer',
      'rimegepant',
      [
        'Sustiva, Atripla, Symfi, Tracleer, Provigil, Intelence, Mycobutin, Xcopri, Turalio',
        'Tafinlar, Lorbrena, Lumakras, Talicia, Orilissa, Oriahnn, Aptiom, Targretin, elagolix 150 mg, eslicarbazepine 800 mg, bexarotene 75 mg',
      ],
    ],
    [
      'ubrogepant-moderate-inhibitor',
      'ubrogepant',
      [
        'Ery tab, Erythrocin, Diflucan, Cardizem, Cartia, Tiazac, Taztia, Calan, Isoptin, Verelan',
        'Tarka, Cipro, Neoral, Sandimmune, Gengraf, Emend, Cinvanti, Aponvie, Luvox, Multaq, Xalkori, Gleevec',
        'Lexiva, Orladeyo, Copiktra, Cresemba, Prevymis, Akynzeo, Tasigna, Danziten, Inrebic',
        'Xenleta, Ciclosporin, Cyclosporin, Fosaprepitant, Fosnetupitant, Isavuconazole',
        'Tiadylt ER 180 mg, Matzim LA, Dilt-XR, Dilacor XR',
      ],
    ],
    [
      'ubrogepant-p-gp-inhibitor',
      'ubrogepant',
      [
        'Neoral, Sandimmune, Gengraf, Pacerone, Cordarone, Nexterone, Tykerb, Nuedexta, Ranexa, Aspruzyo',
        'Ciclosporin, Cyclosporin',
      ],
    ],
    ['rizatriptan-propranolol', 'rizatriptan', ['Inderal, Innopran, Hemangeol']],
    ['zolmitriptan-cimetidine', 'zolmitriptan-po', ['Tagamet']],
    [
      'triptan-serotonergic',
      'sumatriptan-po',
      [
        'Luvox, Celexa, Lexapro, Prozac, Sarafem, Symbyax, Paxil, Pexeva, Brisdelle, Zoloft',
        'Viibryd, Trintellix, Effexor, Pristiq, Cymbalta, Drizalma, Savella, Fetzima, Khedezla',
      ],
    ],
  ])('meets %s of %s', (rule, agent, rows) => {
    expect(lost(rule, agent, rows, (name) => ({ medications: [aMedication(words(name), homeMed)] }))).toEqual([])
  })
})

describe('a drug that was given an hour ago, by a name of its product', () => {
  const given = (name: string): Differing => ({
    administrations: [aDose(words(name), { start: ago({ hours: 1 }), ofThisEncounter: false })],
  })
  it.each<[string, string, readonly string[]]>([
    [
      'triptan-24h',
      'eletriptan',
      [
        'Imitrex, Treximet, Maxalt, Zomig, Relpax, Frova, Imigran, Zecuity, Zembrace, Tosymra',
        'Onzetra, Sumavel, Alsuma, Rizafilm, Symbravo, Amerge, Axert',
      ],
    ],
    [
      'nsaid-6h',
      'ibuprofen',
      [
        'Treximet, Excedrin, Aleve, Symbravo, Aggrenox, Yosprala, Durlaza, Advil, Motrin',
        'Caldolor, Duexis, Combogesic, Vicoprofen, Naprosyn, Anaprox, Naprelan, Vimovo, Toradol',
        'Sprix, Mobic, Anjeso, Vivlodex, Celebrex, Elyxyb, Seglentis, Voltaren, Cataflam, Cambia',
        'Zipsor, Zorvolex, Arthrotec, Flector, Pennsaid, Lodine, Indocin, Tivorbex, Orudis, Kiprofen',
        'Relafen, Daypro, Feldene, Clinoril, Ansaid, Nalfon, Tolectin, Dolobid, Disalcid, Ponstel',
        'Meclomen, Trilisate, Bayer, Ecotrin, Ecpirin, Bufferin, Anacin, Alka seltzer, Fiorinal, Ascomp, Goody s',
        'Goodys, Vanquish, Bc powder, Bc headache powder, Bc original, Stanback, Norgesic',
        'Orphengesic, Synalgos dc, Soma compound, Percodan, Endodan, Ascriptin, Aspergum',
        'Halfprin, Vazalore, Zorprin, Alka seltzer plus, Nuprin, Neoprofen, Midol ib',
        'Pamprin all day, Lofena, Licart, Qmiiz, Consensi, Coxanto, Asa, Acetylsalicylic acid',
        'Acetylsalicylate, Ibu, Asprin, Ibuprophen, Naproxyn, Dexketoprofen, Indometacin',
        'Mefenamic, Kaopectate, BC powders, BC Arthritis, Aspir-Low',
      ],
    ],
    [
      'acetaminophen-6h',
      'acetaminophen',
      [
        'Excedrin, Tylenol, Combogesic, Midol, Ofirmev, Percocet, Endocet, Vicodin, Norco, Lortab',
        'Ultracet, Fioricet, Esgic, Goody s, Goodys, Vanquish, Alka seltzer plus, Midol ib',
        'Panadol, Mapap, Acephen, Feverall, Apadaz, Darvocet, Lorcet, Midrin, Nalocet, Percogesic',
        'Primlev, Prolate, Roxicet, Trezix, Tylox, Xartemis, Xodol, Zydone, Nyquil, Dayquil, Apap',
        'Paracetamol, Acetominophen, Allzital, Bupap, Butapap, Marten-Tab, Phrenilin Forte, Tencon, Vanatol, Vtol LQ',
        'Zebutal, Co-codamol 30 mg/500 mg tablets, Migraleve Pink, Solpadeine Max, Coricidin HBP Cold & Flu',
      ],
    ],
    ['aac-24h', 'aac', ['Excedrin, Goody s, Goodys, Vanquish']],
  ])('meets %s of %s', (rule, agent, rows) => {
    expect(lost(rule, agent, rows, given)).toEqual([])
  })
})
