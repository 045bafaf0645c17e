import { brandNamesAbroad } from '../../../cards/iv-ketamine-for-migraine/brand-names-abroad.ts'
import { brandNames } from '../../../cards/iv-ketamine-for-migraine/brand-names.ts'
import { classNames, neurolepticNames } from '../../../cards/iv-ketamine-for-migraine/drug-classes.ts'
import { drugNames } from '../../../cards/iv-ketamine-for-migraine/drug-names.ts'
import { substancesOf } from '../../../cards/iv-ketamine-for-migraine/medications.ts'
import { spelled } from '../../../cards/iv-ketamine-for-migraine/spelling.ts'
import {
  aCondition,
  aMedication,
  anAllergy,
  anIvKetamineOrder,
  aReaction,
  aReason,
  facts,
  icd,
  words,
} from './builders.ts'
import { at, detail, verdict } from './decisions.ts'
import { fits, fitsWith, recommended, screened, triptans } from './screened.ts'

/** What was misspelled in an allergy or a problem leaves out what the right word does; nothing else is read so. */

const allergicTo = (name: string, ...reactions: readonly string[]): readonly string[] =>
  fits({ allergies: [anAllergy(words(name), { reactions: reactions.map((one) => aReaction(one)) })] })

describe('an allergy that was misspelled leaves out what the right word does', () => {
  it.each<[string, string]>([
    ['aspirin', 'aspirn aspiren asperin apsirin aspirine'],
    ['ibuprofen', 'ibuprofin ibuprofren ibprofen iburprofen ibuporfen Ibuproffen ibeprofen ibuprophin ibuprofine'],
    ['motrin', 'Motrim motren motrine Motrn'],
    ['naproxen', 'naproxin Naprozen neproxen Naprosin naproxine'],
    ['advil', 'Advill Advl Adivl'],
    ['aleve', 'Alleve Alieve Aleeve'],
    ['toradol', 'Toradl Toradal toridol Torodol toredol tordol torridol ketorlac ketoralac ketorolack'],
    ['diclofenac', 'diclofenic diclofinac declofenac diclophenac Voltarin'],
    ['celebrex', 'Celebrax Celibrex celecoxcib'],
    ['indomethacin', 'indomethicin indomethasin indomethocin'],
    ['NSAIDs', 'NSIADs NSADs anti-inflamatories antiinflamatory'],
    ['acetaminophen', 'acetaminophin acetominophin acetaminiphen acetaminopehn Acetamenophen'],
    ['tylenol', 'Tylonol Tylenal tylanol tyelnol tylenole tylonal tyleno1 Tylonol.'],
    ['paracetamol', 'paracetemol paracetomol parcetamol'],
    ['excedrin', 'Exedrin Excederin excedrine exedrine'],
    ['sumatriptan', 'sumatriptin sumitriptan sumatripan sumatryptan Imitrix imetrex Imitrx'],
    ['rizatriptan', 'rizatriptin Maxault Maxlt'],
    ['zolmitriptan', 'zolmitriptin zolmatriptan'],
    ['eletriptan', 'eletriptin Relpex Relpx'],
    ['triptans', 'tryptans triptins'],
    ['rimegepant', 'rimagepant Nurtek'],
    ['ubrogepant', 'ubrogapant Ubrelvey'],
    ['percocet', 'Percoset'],
  ])('%s', (right, misspelled) => {
    const left = allergicTo(right)
    expect(left).not.toEqual(fits({}))
    expect(misspelled.split(' ').filter((name) => allergicTo(name).join() !== left.join())).toEqual([])
  })

  it('in what it is told as, too, which is as the chart has it', () => {
    expect(detail(facts({ allergies: [anAllergy(words('Tylonol'))] }))).toContain('Tylonol allergy')
    expect(fitsWith(words('Toradal alergy'))).toEqual(fitsWith(words('Toradol allergy')))
    expect(fitsWith(words('alergic to Tylonol'))).not.toContain('acetaminophen')
    expect(fitsWith(words('hives from ibuprofin'))).not.toContain('ibuprofen')
  })

  it('and a grave reaction that was leaves out the class', () => {
    for (const reaction of ['anaphalaxis', 'anaphylaxsis', 'anaphilactic shock', 'angiodema'])
      expect(allergicTo('sumatriptan', reaction)).toEqual(fits({}).filter((id) => !triptans.includes(id)))
  })

  it('and ketamine makes the card critical', () => {
    const to = (name: string, ...reactions: readonly string[]): string =>
      verdict(facts({ allergies: [anAllergy(words(name), { reactions: reactions.map((one) => aReaction(one)) })] }))
    expect(['ketemine', 'Ketamien', 'ketimine'].map((name) => to(name))).toEqual(['row 8', 'row 8', 'row 8'])
    expect(to('ketamine', 'anaphalaxis')).toBe('row 8')
    expect(verdict(facts({ conditions: [aCondition(words('ketemine alergy'))] }))).toBe('row 8')
  })

  it('but tolerates what it tolerates', () => {
    expect(allergicTo('aspirn, tolerates ibuprofin')).toEqual(allergicTo('aspirin, tolerates ibuprofen'))
    expect(allergicTo('No known asperin allergy')).toEqual(fits({}))
  })

  it('and names no antiemetic beside an allergy to it', () => {
    const vomiting = at(icd('R11.10', 'Vomiting, unspecified'))
    const beside = (name: string): string => detail(facts({ ...vomiting, allergies: [anAllergy(words(name))] }))
    expect(beside('Metaclopramide')).toBe(beside('Metoclopramide').replaceAll('Metoclopramide', 'Metaclopramide'))
    expect(beside('compazene')).toBe(beside('compazine').replaceAll('compazine', 'compazene'))
    expect(beside('compazene')).not.toBe(beside('penicillin'))
  })
})

/** What fits beside a problem, and with which cautions. */
const judgedWith = (name: string): readonly string[] =>
  screened({ conditions: [aCondition(words(name))] }).options.map(
    ({ alternative, remarks }) =>
      `${alternative}: ${remarks.some(({ effect }) => effect === 'excluded') ? 'out' : remarks.map(({ rule }) => rule).join()}`,
  )

describe('a problem that was misspelled leaves out what the right words do', () => {
  it.each<[string, string]>([
    [
      'myocardial infarction',
      'myocardial infraction|Myocardal infarction|miocardial infarction|myocardial infarctions',
    ],
    ['heart attack', 'heart attacks|heart attach|heart attck|heart atack'],
    ['angina', 'angena|anginna|angine'],
    ['stroke', 'storke|stoke|strocke'],
    ['coronary artery disease', 'cornary artery disease|coronary artary disease|coronary artery diease'],
    ['ischemic heart disease', 'ishemic heart disease|ischemic heart desease'],
    ['hemiplegic migraine', 'hemaplegic migraine|hemiplegic migrane|hemiplegic migrain'],
    ['peripheral vascular disease', 'periferal vascular disease|peripheral vasular disease'],
    ["Raynaud's disease", "Reynaud's disease"],
    ['uncontrolled hypertension', 'uncontrolled hypertenson|uncontrolled hypertention|uncontroled hypertension'],
    ['heart failure', 'heart faliure|heart failer|congestive heart faliure'],
    ['cirrhosis', 'cirrosis|cirhosis|cirrhossis'],
    ['dialysis', 'dialisis|dyalysis'],
    ['end stage renal disease', 'endstage renal disease|end stage renal desease'],
    ['CKD stage 4', 'CKD stage4|chronic kidney diease stage 4'],
    ['GI bleed', 'GI bleeds|GIbleed|GI bleading|GI hemorrage'],
    ['peptic ulcer', 'pepitc ulcer|peptic ulser'],
    ['duodenal ulcer', 'duodinal ulcer'],
    ['melena', 'malena|mellena'],
    ['hemophilia', 'hemophelia'],
    ['thrombocytopenia', 'thrombocytopinia'],
    [
      'subarachnoid hemorrhage',
      'subarachnoid hemmorhage|subaracnoid hemorrhage|sub arachnoid hemorrhage|subarachnoid bleed',
    ],
    ['subdural hematoma', 'subdural hemotoma|sub-dural hematoma'],
    ['brain bleed', 'brain bleeds|brain bleeding'],
    ['cerebral aneurysm', 'cerebral aneurism|cerebral anurysm|cerebral aneursym'],
    ['epilepsy', 'epilepsey|epilespy'],
    ['seizures', 'siezures'],
    ['seizure', 'seizur|seziure'],
    ['on warfarin', 'on warferin|on wafarin|on cumadin'],
    ['pregnancy', 'pregnency|pregnacy|pregnent|pregant|pregnat'],
    ['breastfeeding', 'breastfeding'],
    ['aspirin allergy', 'asperin allergy|aspirin alergy'],
  ])('%s', (right, misspelled) => {
    const judged = judgedWith(right)
    expect(judged).not.toEqual(judgedWith('Hay fever'))
    expect(misspelled.split('|').filter((name) => judgedWith(name).join() !== judged.join())).toEqual([])
  })

  it('and a red flag is one', () => {
    for (const flag of ['subarachnoid hemmorhage', 'menengitis', 'ruptured aneurism'])
      expect(verdict(facts({ ...at(words(flag)) }))).toBe('row 9')
  })
})

describe('what is right, or somebody else has to read', () => {
  it.each([
    'hypotension hepatoma hemiplegia ischemia arthritis arteritis hemophilus hyperextension defibrillation infarct parotid',
    'tramadol trandate hydralazine hydroxyzine cerebyx celexa clozaril clonidine iodine ketotifen ketoconazole lincocin',
    'minocin niacin avapro matron neurontin chlorpromazine tromethamine prednisone propranolol rituximab remeron lignocaine',
    'mesalazine fenoprofen tenoxicam meloxicam caffeinated aspirate aspiring raglans xylocaine amitriptyline atogepant',
    'relax morin regan strike strobe strode strove strokes stroked stokes anginal angioma arter',
    'indapamide imipramine voltage metoprolol metolazone methotrexate acetazolamide acetylcysteine paclitaxel pantoprazole',
  ])('stays as it is: %s', (row) => {
    expect(spelled(row)).toBe(row)
  })

  it('so does what every name of a drug means', () => {
    const names = [
      ...[...drugNames, ...brandNames, ...brandNamesAbroad].flatMap((group) => Object.keys(group.names)),
      ...Object.values(classNames).flat(),
      ...neurolepticNames,
    ]
    const meaning = (text: string): string => JSON.stringify(substancesOf({ codes: [], text }))
    expect(names.filter((name) => meaning(spelled(name)) !== meaning(name))).toEqual([])
  })

  it('a medication is not recognised by a misspelled name, and nothing is recommended beside it', () => {
    const beside = screened({ medications: [aMedication(words('phenelezine'))] })
    expect(recommended(beside)).toBeUndefined()
    expect(recommended(screened({ medications: [aMedication(words('sumatriptin 50 mg'))] }))).toBeUndefined()
  })

  it('a misspelled migraine makes no card', () => {
    expect(verdict(facts({ orders: [anIvKetamineOrder({ reasons: [aReason(words('Migrane'))] })] }))).not.toMatch(/row/)
  })
})
