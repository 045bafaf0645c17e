/**
 * What was misspelled where no list offered the word (`aspirn`, `Toradal`, `myocardial infraction`), as it was meant. For
 * allergies and problems alone, which leave something out: what an order is for is read as it stands, and a medication that
 * nobody can tell is named on the card.
 *
 * The first letter has to be right, as it is in nine of ten misspelled names of drugs (Senger et al., Int J Med Inform 2010;
 * abstract looked up on 2026-11-28), and one letter may be missing, too many, another, or turned about with its neighbor; two
 * in names of drugs from ten letters on. In words two would be too many: they lie between hypotension and hypertension.
 */

/** Names by which free-text allergies know what is offered or mentioned, and what is of its class. General knowledge. */
const drugs = [
  'acetaminophen acetominophen almotriptan anaprox antiinflammatory aspirin asprin caffeine celebrex celecoxib compazine',
  'diclofenac dihydroergotamine ecotrin eletriptan etodolac excedrin feldene fioricet fiorinal frovatriptan ibuprofen',
  'ibuprophen imigran imitrex indocin indomethacin inflammatories inflammatory ketalar ketamine ketoprofen ketorolac',
  'lidocaine maxalt meloxicam metoclopramide motrin nabumetone naprosyn naproxen naproxyn naratriptan nonsteroidal nonsteroidals',
  'nurofen nurtec oxaprozin panadol paracetamol percocet phenergan piroxicam prochlorperazine promethazine reglan relafen relpax',
  'rimegepant rizatriptan salicylate salicylates sulindac sumatriptan toradol triptan triptans tylenol ubrelvy ubrogepant',
  'vicodin voltaren zolmitriptan',
]
/** Words that tell of diseases and reactions of our rules, and are near no other that charts have. General knowledge. */
const others = [
  'allergic allergies allergy anaphylactic anaphylaxis aneurysm aneurysms angina angioedema artery asthma attack basilar',
  'bleeding breastfeeding carotid cerebral cerebrovascular cirrhosis claudication congestive controlled coronary coumadin decompensated',
  'dialysis disease duodenal eliquis epilepsy exacerbated failure gastric gastrointestinal hematemesis hematoma hemiplegic',
  'hemodialysis hemophilia hemorrhage hepatitis hypertension infarction intracranial intrauterine ischemic lactating melena',
  'meningitis migraine myocardial peptic peripheral plavix preeclampsia pregnancy pregnant raynaud raynauds respiratory',
  'seizure seizures stenosis stroke subarachnoid subdural thrombocytopenia thrombosis transient uncontrolled unstable vascular',
  'warfarin willebrand xarelto',
]
/** Near one of them, and right. */
const themselves = [
  'aegina agnina anginae anginal anginas angila arter aspiring attacks coumarin diseases haemorrhage hemiplegia hepatoma',
  'infarctions ischaemic ischemia melaena meleda migraines morin regan relax respirator strake strike strobe strode stroked',
  'stroker strokes strope strove',
]

interface Meant {
  readonly word: string
  /** How many edits may tell it from what was written. */
  readonly edits: number
}

const listed = (rows: readonly string[], most: number): readonly Meant[] =>
  rows.flatMap((row) => row.split(' ')).map((word) => ({ word, edits: word.length < 10 ? 1 : most }))
const all = [...listed(drugs, 2), ...listed(others, 1)]
const byFirst = Map.groupBy(all, ({ word }) => word.charAt(0))
const right: ReadonlySet<string> = new Set([
  ...all.map(({ word }) => word),
  ...themselves.flatMap((row) => row.split(' ')),
])

/** Whether no more than so many edits lie between two words, from a place in each. */
export function isNear(one: string, other: string, edits: number, at = 0, there = at): boolean {
  while (at < one.length && one[at] === other[there]) {
    at++
    there++
  }
  const left = one.length - at
  const its = other.length - there
  if (Math.abs(left - its) > edits) return false
  if (edits === 0 || left === 0) return Math.max(left, its) <= edits
  return (
    isNear(one, other, edits - 1, at + 1, there + 1) ||
    isNear(one, other, edits - 1, at + 1, there) ||
    isNear(one, other, edits - 1, at, there + 1) ||
    (one[at] === other[there + 1] && one[at + 1] === other[there] && isNear(one, other, edits - 1, at + 2, there + 2))
  )
}

function meant(word: string): string {
  const written = word.toLowerCase()
  if (right.has(written)) return word
  return (
    byFirst
      .get(written.charAt(0))
      ?.find((one) => Math.abs(one.word.length - written.length) <= one.edits && isNear(written, one.word, one.edits))
      ?.word ?? word
  )
}

/** Words with those as they were meant. Shorter ones are near too many others; one of five letters lacks a letter (`Motrn`). */
export const spelled = (words: string): string => words.replaceAll(/(?<!\p{L})\p{L}{5,18}(?!\p{L})/gu, meant)
