import type { Order } from '../../../cards/facts.ts'
import { words } from './builders.ts'
import { ordered, verdict } from './decisions.ts'

const text = (sig: string): Partial<Order> => ({ dosages: [{ text: sig }] })
describe('gate B: whose route a sig tells', () => {
  it.each([
    'Give over 15 min, no IV push, not IM',
    'No IV push, do not give IM. Infuse over 15 min',
    '20 mg no IV push. Not for IM use',
    'Establish IV access, then give 20 mg over 15 min. Do not give IM',
  ])('does not take what is ruled out for the route: %s', (said) => {
    expect(verdict(ordered(text(said)))).not.toBe('not-intravenous')
  })

  it.each([
    '50 mg. Not for IV use',
    '50 mg, do not give IV',
    'Do not give IV. 50 mg IM',
    'Refused IV; 50 mg IM',
    'Failed IV prochlorperazine. Ketamine 50 mg IM once',
    'IV fluids running. 50 mg intranasal x1',
    '50 mg IN; give with IV metoclopramide',
    'Give IM and start IV',
    'Use IV solution intranasally: 50 mg',
    'Mix IV solution in juice and drink: 100 mg PO',
    '50 mg IM instead of IV',
    '50 mg PO. Pt has IV',
  ])('is silent: a vein that is not what ketamine is given into: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('not-intravenous')
  })
  it.each([
    'After failed oral triptan: 20 mg IV over 15 min',
    'Failed IM ketorolac and PO triptan. Ketamine 20 mg IV over 20 min',
    'Nothing by mouth. 20 mg IV over 15 min',
    'Patient refused nasal spray; ketamine 20 mg IV over 10 min',
    'Ketamine 20 mg in IV fluids over 1 h, give PO antiemetic',
    '20 mg via IV catheter; po as tolerated',
    'Start IV, give 20 mg over 15 min; no PO',
    'Do not give IV push; infuse IV over 15 min',
    '20 mg IV instead of IM',
    'No IM or PO. 20 mg IV',
    'No IM, no PO, IV only 20 mg',
  ])('speaks: another route that is of something else: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('row 1')
  })
  it.each([
    'Do not give IVP; infuse over 15 minutes',
    'Do not give IV undiluted. 20 mg in 100 mL NS over 15 min',
    'Never give IV faster than over 1 minute. 20 mg',
    'Do not give IV until BP < 160/100. 20 mg over 15 min',
    'Not via PICC. 20 mg over 15 min',
    'Do not give IV with DHE; 20 mg over 15 min',
    'Do not give IV at a rate > 1 mg/min; 20 mg',
    'Do not give IV in same line as valproate; 20 mg over 15 min',
    'Do not give IV ketamine faster than 15 min',
    'Do not give by IV gravity. Use pump. 20 mg over 1 h',
    'Do not use IV site in hand. 20 mg over 15 min',
    'Declined IV opioids; ketamine 20 mg over 15 min',
    'Use instead of IV morphine. 20 mg over 15 min',
    'No IV fluids. 20 mg over 15 min',
  ])('speaks: what is ruled out is not the vein: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('row 1')
  })
  it.each(['Do not give IV push. 50 mg IM', 'Do not give IV if SBP > 180; 50 mg IM'])(
    'takes the route for unknown: a vein that is ruled out in part, and another route: %s',
    (said) => {
      expect(verdict(ordered(text(said)))).toBe('row 5')
    },
  )
  it.each([
    'IV line patent. Give 20 mg over 15 min. Sumatriptan 6 mg SC if it fails',
    'IV fluids 100 mL NS with ketamine 20 mg; continue PO topiramate',
    'Use IV bag 100 mL, infuse 20 mg over 15 min; SL ondansetron prn nausea',
    '20 mg IV, failed PO, IM and IN therapies',
    'Start IV. 20 mg over 15 min. PO challenge after',
    'Premed: ondansetron 4 mg PO. Then ketamine 0.3 mg/kg IV over 30 min',
  ])('speaks: a route of another drug: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('row 1')
  })
  it.each([
    'Declined IV opioids; ketamine 50 mg IN',
    'On IV heparin. 50 mg IN',
    'IV contraindicated; 50 mg IM',
    'Migraine treatment 50 mg IM',
    'Not via central line. 50 mg IM',
    'Pt has IV. 50 mg IM',
    'Midazolam 2 mg IV PRN emergence. 200 mg IM once',
    'Toradol 15 mg IV given; 50 mg IN',
    'IV solution given orally, 50 mg',
    'Ketamine/midazolam 4 mg IM',
    'Ketamine 100 mg with midazolam 2 mg IM',
  ])('is silent: a vein of another drug, or another drug beside ketamine: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('not-intravenous')
  })
  it.each([
    'Nothing PO',
    'Unable to take PO',
    'Switch to PO when able',
    'Suction oral secretions',
    'Not for IM, SC or IN use',
  ])('speaks: a continuous rate beside words that name no route of ketamine: %s', (said) => {
    expect(verdict(ordered(text(`0.2 mg/kg/h. ${said}`)))).toBe('row 1')
  })
  it.each([
    '0.2 mg/kg/h for intractable migraine',
    '0.2 mg/kg/h; taper over 2 hours',
    '0.2 mg/kg/h for 4 h. May continue oral meds',
    '15 mg/h; do not infuse faster than 20 mg/h',
    '10 mg/h, do not infuse through the same line as valproate',
    '0.1 mg/kg/h, titrate per local protocol',
    '10 mg/h via peripheral catheter',
    '0.1 mg/kg/h after failed occipital nerve block',
    '0.1 mg/kg/h; monitor arterial pressure',
    '0.1 mg/kg/h via pump, tubing primed',
  ])('speaks: a continuous rate beside words that name no other place: %s', (said) => {
    expect(verdict(ordered(text(said)))).toBe('row 1')
  })
  it('takes the route for unknown: a vein on a condition', () => {
    expect(verdict(ordered(text('If patient has IV give 20 mg, otherwise 50 mg IN')))).toBe('row 5')
  })
})

describe('gate B: a route that is not intravenous, in the words of a sig', () => {
  it.each([
    'IM',
    'I.M.',
    'SC',
    'SQ',
    'subQ',
    'subcut',
    'subcutaneously',
    'intranasally',
    'nasally',
    'in each nostril',
    'in each nare',
    'PO',
    'P.O.',
    'by mouth',
    'orally',
    'per G-tube',
    'SL',
    'sublingual',
    'buccal',
    'transmucosal',
    'PR',
    'rectally',
    'topically',
    'transdermal',
    'epidural',
    'intrathecal',
    'inhaled',
    'nebulized',
    'via nebulizer',
    'irrigation',
    'IO',
    'intraosseous',
    'intradermal',
    'caudal',
    'intra-articular',
    'vaginal',
    'ophthalmic',
    'intraarticular',
    'per rectum',
    'via MAD',
    'into the deltoid',
    'swish and spit',
    's/c',
    'CSCI',
    'via T34 over 24 hours',
    'over 24 hours via syringe driver',
    'per os',
    'via NG',
    'via PEG',
    's/l',
    'under the tongue',
    'buccally',
  ])('is silent: 50 mg %s once', (name) => {
    expect(verdict(ordered(text(`50 mg ${name} once`)))).toBe('not-intravenous')
    expect(verdict(ordered({ dosages: [{ route: words(name) }] }))).toBe('not-intravenous')
  })
})
