import type { MedicationUse } from '../facts.ts'
import { remembered } from '../remember.ts'
import { anyWord, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'

/** Which drug an order is of (gates A and F), and whether it says that it is to be given. */

const esketamineWords = anyWord([
  'esketamine',
  'esketamin',
  'es-ketamine',
  'es-ketamin',
  'esketamina',
  'eskétamine',
  's-ketamine',
  's-ketamin',
  's-ketamina',
  's-kétamine',
  '(s)-ketamine',
  'spravato',
])
/** Its sign stands before the name (`S(+)-ketamine`, `(S)-(+)-ketamine`), or an S behind it (`Ketamin S 25 mg/mL`). */
const signOfEsketamine =
  /(?<![\p{L}\p{N}])(?:(?<!\bn[./ ]?)(?:\(?s\)?[\s-]*\(\+\)|\(?s\)?-?\+)[\s-]*k[eé]tamin|k[eé]tamin[ea]?[\s-]s(?:\s?\(?\+\)?)?(?=\s*(?:$|[,;\d])))/iu
const ketamineWords = anyWord(['ketamine', 'ketamin', 'ketamina', 'kétamine', 'ketalar'])
const blockerWords = anyWord([
  'rocuronium',
  'zemuron',
  'esmeron',
  'vecuronium',
  'norcuron',
  'succinylcholine',
  'suxamethonium',
  'anectine',
  'scoline',
  'quelicin',
  'cisatracurium',
  'nimbex',
  'atracurium',
  'tracrium',
  'mivacurium',
  'mivacron',
  'pancuronium',
])

const isEsketamine = remembered(
  (concept) =>
    codes.esketamine.holds(concept) ||
    wordsOf(concept).some((words) => esketamineWords(words) || signOfEsketamine.test(words)),
)

/** A coded or worded ketamine; esketamine is another drug. */
export const isKetamine = remembered(
  (concept) => !isEsketamine(concept) && (codes.ketamine.holds(concept) || wordsOf(concept).some(ketamineWords)),
)

/** The product, or any ingredient of a mix. */
export const holdsKetamine = ({ drug }: Pick<MedicationUse, 'drug'>): boolean =>
  isKetamine(drug.concept) || (drug.ingredients.some(isKetamine) && !isEsketamine(drug.concept))

const isBlocker = remembered(
  (concept) => codes.neuromuscularBlocker.holds(concept) || wordsOf(concept).some(blockerWords),
)

const withdrawn: ReadonlySet<string | undefined> = new Set(['cancelled', 'stopped', 'entered-in-error'])
/** Whether it says that a drug is to be given. */
export const isGiving = ({ doNotPerform, status }: Pick<MedicationUse, 'doNotPerform' | 'status'>): boolean =>
  !doNotPerform && !withdrawn.has(status)

/** Whether it is to be given and paralyses. */
export const isNeuromuscularBlocker = (order: Pick<MedicationUse, 'doNotPerform' | 'status' | 'drug'>): boolean =>
  isGiving(order) && (isBlocker(order.drug.concept) || order.drug.ingredients.some(isBlocker))
