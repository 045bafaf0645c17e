import type { Concept } from '../../../cards/guidance.ts'
import { icd9cm } from '../../../cards/terminology.ts'
import { aCondition, icd, words } from './builders.ts'
import { fits, gepants, nsaids, triptans, without } from './screened.ts'

const icd9 = (code: string, display?: string): Concept => ({
  codes: [{ system: icd9cm, code, ...(display === undefined ? {} : { display }) }],
})
const leaves = (concept: Concept): readonly string[] => fits({ conditions: [aCondition(concept)] })

describe('a code of ICD-10-CM', () => {
  it.each([
    ['Z49.31', 'adequacy testing for hemodialysis', [...nsaids, ...gepants]],
    ['Z91.15', 'noncompliance with renal dialysis', [...nsaids, ...gepants]],
    ['K57.31', 'diverticulosis with bleeding', nsaids],
    ['K57.20', 'diverticulitis with perforation', nsaids],
    ['K62.5', 'hemorrhage of anus and rectum', nsaids],
    ['K55.21', 'angiodysplasia of colon with hemorrhage', nsaids],
    ['K31.82', 'Dieulafoy lesion', nsaids],
    ['I97.820', 'postprocedural cerebrovascular infarction', [...triptans, ...nsaids]],
    ['I97.811', 'intraoperative cerebrovascular infarction', [...triptans, ...nsaids]],
    ['I97.130', 'postprocedural heart failure', nsaids],
    ['N19', 'kidney failure', nsaids],
    ['N99.0', 'postprocedural kidney failure', nsaids],
    ['Z95.820', 'peripheral angioplasty', triptans],
    ['T82.855A', 'stenosis of coronary artery stent', triptans],
    ['S06.6X0A', 'traumatic subarachnoid hemorrhage', nsaids],
    ['S06.5X9D', 'traumatic subdural hemorrhage', nsaids],
  ])('%s leaves out what a %s does', (code, _, out) => {
    expect(leaves(icd(code))).toEqual(without(...out))
  })

  it.each([
    ['K57.30', 'Diverticulosis of large intestine without perforation or abscess without bleeding'],
    ['K55.20', 'Angiodysplasia of colon without hemorrhage'],
    ['Z91.14', "Patient's other noncompliance with medication regimen"],
    ['Z95.828', 'Presence of other vascular implants and grafts'],
    ['I97.190', 'Other postprocedural cardiac functional disturbances following cardiac surgery'],
    ['S06.0X0A', 'Concussion without loss of consciousness'],
  ])('%s leaves nothing out', (code, display) => {
    expect(leaves(icd(code, display))).toEqual(without())
  })
})

describe('a code of ICD-9-CM', () => {
  it.each<[string, string, readonly string[]]>([
    ['414.01', 'Crnry athrscl natve vssl', triptans],
    ['410.71', 'Subendo infarct, initial', [...triptans, ...nsaids]],
    ['412', 'Old myocardial infarct', [...triptans, ...nsaids]],
    ['V45.81', 'Aortocoronary bypass', [...triptans, ...nsaids]],
    ['434.91', 'Crbl art ocl NOS w infrc', [...triptans, ...nsaids]],
    ['436', 'CVA', [...triptans, ...nsaids]],
    ['443.9', 'Periph vascular dis NOS', triptans],
    ['585.4', 'Chr kidney dis stage IV', nsaids],
    ['585.6', 'End stage renal disease', [...nsaids, ...gepants]],
    ['V45.11', 'Renal dialysis status', [...nsaids, ...gepants]],
    ['428.0', 'CHF NOS', nsaids],
    ['346.30', 'Hemiplegic migraine', triptans],
  ])('%s leaves agents out, with its short name "%s" and without', (code, display, out) => {
    expect(leaves(icd9(code, display))).toEqual(without(...out))
    expect(leaves(icd9(code))).toEqual(without(...out))
  })

  it.each(['585.3', '346.10', '434', 'V45.01'])('%s alone is none of the graver kind', (code) => {
    const left = leaves(icd9(code))
    expect(left).toEqual(code === '434' ? without(...triptans) : without())
  })

  it.each<[string, readonly string[]]>([
    ['Subendocardial infarction, initial episode of care', [...triptans, ...nsaids]],
    ['Aortocoronary bypass status', [...triptans, ...nsaids]],
    ['Chronic kidney disease, Stage IV (severe)', nsaids],
    ['Chronic kidney disease, Stage V', [...nsaids, ...gepants]],
  ])('that is not listed, and words alone, are read by the long name: %s', (display, out) => {
    expect(leaves(icd9('799.9', display))).toEqual(without(...out))
    expect(leaves(words(display))).toEqual(without(...out))
  })

  it.each(['Family history of ischemic heart disease', 'Screening for stroke', 'Chronic kidney disease, Stage III'])(
    'speaks of no disease, or of none so grave: %s',
    (display) => {
      expect(leaves(icd9('V17.3', display))).toEqual(without())
    },
  )
})
