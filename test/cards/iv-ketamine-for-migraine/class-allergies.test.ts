import type { Allergy, Concept } from '../../../cards/facts.ts'
import { aCondition, aDose, ago, aMedication, anAllergy, aReaction, icd, rx, sct, words } from './builders.ts'
import {
  all,
  fits,
  fitting,
  gepants,
  homeMed,
  nsaids,
  recommended,
  rulesFor,
  screened,
  triptans,
  without,
} from './screened.ts'

const coded = (system: string, code: string, display?: string): Concept => ({
  codes: [{ system, code, ...(display === undefined ? {} : { display }) }],
})
const atc = (code: string, display?: string): Concept => coded('http://www.whocc.no/atc', code, display)

describe('an upset stomach after an NSAID', () => {
  it('stays one, whatever else is on the list', () => {
    const ibuprofen = anAllergy(words('ibuprofen'), { type: 'intolerance', reactions: [aReaction('Nausea')] })
    const penicillin = anAllergy(words('penicillin'), { type: 'allergy', reactions: [aReaction('Anaphylaxis')] })
    for (const allergies of [[ibuprofen], [ibuprofen, penicillin], [penicillin, ibuprofen]])
      expect(rulesFor(screened({ allergies }), 'naproxen')).toEqual(['nsaid-intolerance', 'rank'])
    const triptan = anAllergy(words('rizatriptan'), { type: 'allergy', reactions: [aReaction('Rash')] })
    expect(fits({ allergies: [triptan, penicillin] })).toEqual(without('rizatriptan'))
    const hives = anAllergy(words('ibuprofen (hives)'), { type: 'intolerance', reactions: [aReaction('Nausea')] })
    expect(fits({ allergies: [hives] })).toEqual(without(...nsaids))
  })
})

describe('an entry of the allergy list that is no allergy', () => {
  const ips = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'
  const snomedCt = 'http://snomed.info/sct'
  const best = (system: string, code: string): string | undefined =>
    recommended(screened({ allergies: [anAllergy(coded(system, code))] }))
  it.each([
    [snomedCt, '716186003'],
    [snomedCt, '409137002'],
    [snomedCt, '428607008'],
    [snomedCt, '429625007'],
    [ips, 'no-known-allergies'],
    [ips, 'no-known-medication-allergies'],
    [ips, 'no-known-environmental-allergies'],
    [ips, 'no-known-food-allergies'],
  ])('says by its code alone that there is none: %s %s', (system, code) => {
    expect(best(system, code)).toBe('aac')
    expect(best('urn:local', code)).toBeUndefined()
  })
  it.each([
    [snomedCt, '1631000175102'],
    [ips, 'no-allergy-info'],
  ])('says by its code alone that nobody knows: %s %s', (system, code) => {
    expect(best(system, code)).toBeUndefined()
    const named = { codes: [{ system, code, display: 'Allergy documentation incomplete' }] }
    expect(recommended(screened({ allergies: [anAllergy(named)] }))).toBeUndefined()
  })
})

describe('an allergy to a whole class', () => {
  it.each<[string, Concept]>([
    ['VA', coded('urn:oid:2.16.840.1.113883.6.233', 'MS102', 'NONSALICYLATE NSAIs,ANTIRHEUMATIC')],
    ['VA in words', words('NONSALICYLATE NSAIs')],
    ['ATC by code alone', atc('M01A')],
    ['ATC', atc('M01A', 'ANTIINFLAMMATORY AND ANTIRHEUMATIC PRODUCTS, NON-STEROIDS')],
    ['MeSH', words('Anti-Inflammatory Agents, Non-Steroidal')],
    ['its mechanism', words('Cyclooxygenase Inhibitors [MoA]')],
    ['one of its kinds', words('Propionic Acid Derivatives')],
    ['ATC of one of its kinds', atc('M01AE', 'Propionic acid derivatives')],
    ['its established class', words('Nonsteroidal Anti-inflammatory Drug [EPC]')],
    ['no steroid', words('Non-steroid anti-inflammatory')],
    ['its enzyme, one of them', words('COX-2 inhibitor ')],
    ['its enzyme in full', words('Cyclooxygenase-2 (COX-2) Inhibitors')],
    ['its enzyme in one word', words('COX2 inhibitors')],
    ['its stem', words('Coxibs')],
    ['one drug', words('Anti-inflammatory drug')],
    ['medication', words('anti-inflammatory medications')],
    ['without a hyphen', words('Antiinflammatory meds')],
    ['without a hyphen, as a noun', words('ANTIINFLAMMATORIES')],
    ['as VA lists have it', words('ANTI-INFLAMMATORY')],
    ['agents', words('ANTI-INFLAMMATORY AGENTS')],
  ])('of NSAIDs leaves out all of them: %s', (_, concept) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(without(...nsaids))
  })

  it.each([
    'Aspirina',
    'Ácido acetilsalicílico',
    'ACIDO ACETILSALICILICO 100 MG',
    'Acetylsalicylsäure',
    'Alergia a ibuprofeno',
    'Naproxeno',
    'Ketoprofeno',
    'Diclofenaco',
    'AINEs',
    'Antiinflamatorios no esteroideos (AINE)',
    "Doan's pills",
    'Doans Extra Strength',
    'Prolensa',
    'bromfenac 0.09 % eye drops',
    'Nevanac',
  ])('to an NSAID is known by this name: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text))] })).toEqual(without(...nsaids))
  })
  it.each(['Acetaminofén', 'ACETAMINOFEN'])('to acetaminophen is known by this name: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text))] })).toEqual(without('aac', 'acetaminophen'))
  })
  it('to drops for the eye does not make these an NSAID of the medication list, etoricoxib is one', () => {
    expect(fits({ medications: [aMedication(words('bromfenac 0.09 % eye drops'), homeMed)] })).toEqual(without())
    expect(fits({ medications: [aMedication(words('etoricoxib 90 mg daily'), homeMed)] })).toEqual(without(...nsaids))
    expect(fits({ medications: [aMedication(words("Doan's 580 mg every 6 hours"), homeMed)] })).toEqual(
      without(...nsaids),
    )
  })

  it.each<[string, Concept]>([
    ['ATC by code alone', atc('N02CC')],
    ['ATC', atc('N02CC', 'Selective serotonin (5HT1) agonists')],
    ['its established class', words('Serotonin-1b and Serotonin-1d Receptor Agonist [EPC]')],
    ['its mechanism', words('Serotonin 1b Receptor Agonists [MoA]')],
    ['VA', coded('urn:oid:2.16.840.1.113883.6.233', 'CN105', 'ANTIMIGRAINE AGENTS')],
    ['ATC, the class above', words('Antimigraine preparations')],
    ['a drug bank', words('Serotonin 5-HT1 Agonists')],
    ['a drug bank, in full', words('Selective 5-HT1 Receptor Agonists')],
    ['its receptor', words('5-HT1 agonists')],
    ['its receptor behind', words('Selective Serotonin Agonists 5-HT(1)')],
    ['its receptors', words('5-HT1B/1D receptor agonists')],
    ['a therapeutic class', words('Antimigraine - Selective 5-HT 1 Receptor Agonists')],
    ['a therapeutic class in short', words('Antimigraine Drugs')],
    ['a pharmacologic class', words('Selective Serotonin Agonists')],
  ])('of triptans leaves out all of them: %s', (_, concept) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(without(...triptans))
  })

  const va = (code: string, display: string): Concept => coded('urn:oid:2.16.840.1.113883.6.233', code, display)
  it.each<[string, Concept]>([
    ['VA', va('CN101', 'OPIOID ANALGESICS')],
    ['VA, with its code in words', words('[CN101] OPIOID ANALGESICS')],
    ['VA, antagonists', va('CN102', 'OPIOID ANTAGONIST ANALGESICS')],
    ['VA, urinary', va('GU100', 'ANALGESICS,URINARY')],
    ['one word before', words('Opioid Analgesics')],
    ['one of them', words('opioid analgesic')],
    ['by another name', words('Narcotic Analgesics')],
    ['inverted', words('Analgesics, Narcotic')],
    ['as a patient list has it', words('opioid-like analgesics')],
    ['with what it is like', words('Morphine And Related Opioid Analgesics')],
    ['SNOMED CT', sct('900000003', 'Allergy to opioid analgesic')],
    ['in plain words', words('Narcotic pain medication')],
    ['VA, steroids', va('NT200', 'ANTI-INFLAMMATORIES,NASAL')],
    ['steroids by their effect', words('Corticosteroid (anti-inflammatory)')],
    ['VA, steroids for the skin', words('ANTI-INFLAMMATORY,TOPICAL')],
  ])('of opioids and steroids leaves none of our analgesics out: %s', (_, concept) => {
    const found = screened({ allergies: [anAllergy(concept)] })
    expect(fitting(found).toSorted()).toEqual(without())
    expect(recommended(found)).toBe('aac')
    expect(fits({ conditions: [aCondition(concept)] })).toEqual(without())
  })
  it.each([
    'PAIN PILLS',
    'Unknown pain med',
    'Non-narcotic pain medication',
    'NON-OPIOID ANALGESICS',
    'Non-narcotic analgesics',
    'Nonopioid analgesics',
    'Analgesics, Non-Narcotic',
    'Analgesics',
    'Analgesics, opioid and other analgesics',
    'Analgesics: opioid and non-opioid',
    'Analgesics, narcotic and nonnarcotic',
    'All analgesics, opioids included',
    'Opioid analgesic combinations',
  ])('of analgesics in general leaves them out: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text))] })).toEqual(without(...nsaids, 'acetaminophen'))
  })
  it('of opioid analgesics and one of ours leaves that out', () => {
    expect(fits({ allergies: [anAllergy(words('Opioid analgesics, NSAIDs'))] })).toEqual(without(...nsaids))
    expect(fits({ allergies: [anAllergy(words('Narcotic analgesic / acetaminophen'))] })).toEqual(
      without('acetaminophen', 'aac'),
    )
  })

  it.each([
    'Calcitonin Gene-related Peptide Receptor Antagonist',
    'Calcitonin Gene-Related Peptide (CGRP) Antagonists',
    'CGRP antagonist',
    'CGRP inhibitors',
  ])('of gepants leaves out all of them: %s', (text) => {
    const allergies = [anAllergy(words(text), { reactions: [aReaction('Anaphylaxis')] })]
    expect(fits({ allergies })).toEqual(without(...gepants))
  })

  it.each<[string, Concept, readonly string[]]>([
    ['one triptan of the class', atc('N02CC01', 'sumatriptan'), triptans.filter((id) => id.startsWith('sumatriptan'))],
    ['a steroid', words('Anti-Inflammatory Agents, Steroidal'), []],
    ['another agonist', words('Serotonin 4 Receptor Agonists'), []],
    ['an agonist at another receptor of that family', words('5-HT1A agonists'), []],
    ['one that keeps serotonin', words('Selective serotonin reuptake inhibitors'), []],
    ['one of another receptor', words('5-HT3 receptor antagonists'), []],
    ['another acid', words('Acetic acid'), []],
  ])('is not %s', (_, concept, out) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(without(...out))
  })

  const holders = (name: string): readonly string[] => all.filter((id) => id.startsWith(name))
  it.each<[string, readonly string[]]>([
    ['sumatriptan', holders('sumatriptan')],
    ['rizatriptan', ['rizatriptan']],
    ['zolmitriptan', holders('zolmitriptan')],
    ['eletriptan', ['eletriptan']],
    ['frovatriptan', ['frovatriptan']],
    ['acetaminophen', ['acetaminophen', 'aac']],
    ['caffeine', ['aac']],
    ['rimegepant', ['rimegepant']],
    ['ubrogepant', ['ubrogepant']],
    ['triptans', triptans],
    ['gepants', gepants],
    ['analgesics', [...nsaids, 'acetaminophen']],
  ])('of %s leaves out what holds it, were it an upset stomach alone', (name, out) => {
    expect(fits({ allergies: [stomachOnly(words(name))] })).toEqual(without(...out))
    expect(fits({ allergies: [anAllergy(words(name), { reactions: [aReaction('Hives')] })] })).toEqual(without(...out))
  })

  it.each([
    'GI bleed',
    'gastrointestinal hemorrhage',
    'gastrointestinal haemorrhage',
    'gastric ulcer',
    'stomach perforation',
    'melena',
    'hematemesis',
    'anaphylaxis',
    'angioedema',
    'facial swelling',
    'urticaria',
    'hives',
    'rash',
    'asthma',
    'wheezing',
    'bronchospasm',
    'shortness of breath',
    'dyspnea',
  ])('of NSAIDs is no upset stomach alone where it is also %s', (graver) => {
    const both = (...said: readonly string[]): Allergy =>
      anAllergy(words('ibuprofen'), {
        type: 'intolerance',
        criticality: 'low',
        reactions: said.map((one) => aReaction(one)),
      })
    for (const allergy of [both('nausea', graver), both(`nausea and ${graver}`), both(graver)])
      expect(fits({ allergies: [allergy] })).toEqual(without(...nsaids))
    const named = anAllergy(words(`ibuprofen: nausea, ${graver}`), { type: 'intolerance', criticality: 'low' })
    expect(fits({ allergies: [named] })).toEqual(without(...nsaids))
  })

  it.each<[string, Partial<Allergy>]>([
    ['an allergy', { type: 'allergy' }],
    ['of high criticality', { criticality: 'high' }],
    ['severe', { reactions: [aReaction('nausea', 'severe')] }],
  ])('of NSAIDs is no upset stomach alone where it is recorded as %s', (_, over) => {
    const upset = stomachOnly(words('ibuprofen'))
    expect(fits({ allergies: [upset] })).toEqual(without())
    expect(fits({ allergies: [{ ...upset, ...over }] })).toEqual(without(...nsaids))
  })

  const sulfonamide = triptans.filter((id) => id.startsWith('sumatriptan'))
  it.each<[string, Concept]>([
    ['the class', sct('372665008')],
    ['salicylates', sct('255637000')],
    ['aspirin', sct('387458008')],
    ['an allergy as a finding', sct('293586001')],
    ['an adverse reaction as a finding', sct('419901001')],
  ])('of NSAIDs is known by its code alone: %s', (_, concept) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(without(...nsaids))
    expect(rulesFor(screened({ allergies: [stomachOnly(concept)] }), 'ibuprofen')).toEqual(
      expect.arrayContaining(['nsaid-intolerance']),
    )
  })
  const stomachOnly = (concept: Concept): Allergy =>
    anAllergy(concept, { type: 'intolerance', criticality: 'low', reactions: [aReaction('Nausea')] })

  it.each<[string, Concept, readonly string[]]>([
    ['analgesics', icd('Z88.6'), [...nsaids, 'acetaminophen']],
    ['aspirin', { ...icd('Z88.6', 'Allergy status to analgesic agent'), text: 'Aspirin allergy' }, nsaids],
    ['NSAIDs', icd('Z88.6', 'Allergy to NSAIDs'), nsaids],
    [
      'acetaminophen',
      { ...icd('Z88.6', 'Allergy status to analgesic agent'), text: 'Allergy to acetaminophen' },
      ['aac', 'acetaminophen'],
    ],
    ['aspirin and analgesics', icd('Z88.6', 'Allergy to aspirin and other analgesics'), [...nsaids, 'acetaminophen']],
    ['acetaminophen', sct('293584003'), ['acetaminophen', 'aac']],
    ['caffeine', sct('255641001'), ['aac']],
  ])('or to one drug is known by its code, and by what its words add: %s', (_, concept, out) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(without(...out))
  })

  it.each<[string, Concept]>([
    ['the class', sct('387406002')],
    ['an allergy as a finding', sct('91939003')],
    ['an adverse reaction as a finding', sct('293032001')],
    ['a status', icd('Z88.2')],
    ['one drug', rx('10180')],
  ])('of sulfonamides warns of sumatriptan and leaves it in: %s', (_, concept) => {
    const found = screened({ allergies: [anAllergy(concept)] })
    const warned = all.filter((id) => rulesFor(found, id).includes('sumatriptan-sulfonamide'))
    expect(warned.toSorted()).toEqual(sulfonamide.toSorted())
    expect(fitting(found).toSorted()).toEqual(without())
  })

  it('counts on a medication list as each of its drugs', () => {
    const home = { category: 'community', ofThisEncounter: false, start: '2026-08-01' } as const
    expect(fits({ medications: [aMedication(atc('M01A'), home)] })).toEqual(without(...nsaids))
    expect(fits({ medications: [aMedication(words('gepant'), home)] })).toEqual(without(...gepants))
    const given = (concept: Concept): readonly string[] =>
      fits({ administrations: [aDose(concept, { start: ago({ hours: 3 }), ofThisEncounter: false })] })
    expect(given(atc('N02CC'))).toEqual(without(...triptans))
    expect(given(words('triptan'))).toEqual(without(...triptans))
    expect(given(words('NSAID'))).toEqual(without(...nsaids))
    expect(given(words('gepant'))).toEqual(without(...gepants))
  })
})

describe('a reaction that speaks against every triptan', () => {
  const after = (reaction: string): readonly string[] =>
    fits({ allergies: [anAllergy(words('sumatriptan'), { reactions: [aReaction(reaction)] })] })
  it.each([
    'Angioedema',
    'throat swelling',
    'Myocardial infarction',
    'heart attack',
    'coronary vasospasm',
    'Stroke',
    'Serotonin syndrome',
  ])('leaves all of them out: %s', (reaction) => {
    expect(after(reaction)).toEqual(without(...triptans))
  })
  it.each(['hives', 'chest tightness', 'flushing', 'No angioedema'])('leaves the others: %s', (reaction) => {
    expect(after(reaction)).toContain('rizatriptan')
  })
})
