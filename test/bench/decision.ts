/**
 * Time of one decision: for a short chart, of an order that is not ours, and for a patient with 2,000 conditions and
 * 1,000 medications, and for a tenth and a half of that.
 * Run: node test/bench/decision.ts
 */
import type { Facts, MedicationUse } from '../../cards/facts.ts'
import { ivKetamineForMigraine as guidance } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { screen } from '../../cards/iv-ketamine-for-migraine/alternatives.ts'
import { contextOf } from '../../cards/iv-ketamine-for-migraine/context.ts'
import {
  aCondition,
  ago,
  anAllergy,
  anOrder,
  aMedication,
  facts,
  icd,
  migraine,
  rx,
  sct,
  words,
} from '../cards/iv-ketamine-for-migraine/builders.ts'

const policy = {
  enabled: true,
  io: 'non-iv',
  abdominalMigraine: 'not-migraine',
  chartOnly: 'info',
  quietHours: 24,
  aspirin: 'text-only',
  rules: {},
} as const

const diseases = [
  (n: number) => icd(`E11.${n % 90}`, `Type 2 diabetes mellitus, number ${n}`),
  (n: number) => sct(`${1_000_000 + n}`, `Finding of the left lower limb number ${n} (finding)`),
  (n: number) => icd(`M54.${n % 10}`, `Dorsalgia at level ${n}`),
  (n: number) => words(`Chronic pain of joint ${n}`),
]
const drugs = ['metformin', 'lisinopril', 'atorvastatin', 'sertraline', 'omeprazole', 'topiramate']

const patient = (size: number): Facts =>
  facts({
    conditions: Array.from({ length: size * 2 }, (_, n) =>
      aCondition(diseases[n % diseases.length]?.(n) ?? migraine, {
        recorded: '2019-03-04',
        clinicalStatus: n % 3 ? 'active' : 'resolved',
      }),
    ),
    medications: Array.from({ length: size }, (_, n): MedicationUse =>
      aMedication(rx(`${2_000_000 + n}`, `${drugs[n % drugs.length]} ${n} MG Oral Tablet`), {
        start: ago({ days: n }),
        status: n % 4 ? 'completed' : 'active',
        dosages: [{ dose: { value: n, unit: 'mg' }, perDay: 2 }],
      }),
    ),
    allergies: Array.from({ length: 20 }, (_, n) => anAllergy(rx(`${3_000_000 + n}`, `substance number ${n}`))),
  })

function median(run: () => unknown, times = 200): { readonly median: number; readonly p99: number } {
  for (let n = 0; n < 50; n++) run()
  const taken = Array.from({ length: times }, () => {
    const from = performance.now()
    run()
    return performance.now() - from
  }).toSorted((a, b) => a - b)
  return { median: taken[Math.floor(times / 2)] ?? 0, p99: taken[Math.floor(times * 0.99)] ?? 0 }
}

const ms = ({ median: middle, p99 }: ReturnType<typeof median>): string =>
  `median ${middle.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`

/** Microseconds of one run, of many in a row. */
function each(run: () => unknown, times = 20_000): string {
  for (let n = 0; n < times; n++) run()
  const from = performance.now()
  for (let n = 0; n < times; n++) run()
  return `${(((performance.now() - from) / times) * 1000).toFixed(2)} µs`
}

const short = facts({ conditions: [aCondition(migraine)] })
const another = facts({ orders: [anOrder(rx('866924', 'metoprolol tartrate 25 MG Oral Tablet'))] })
process.stdout.write(
  `1 condition: decide ${each(() => guidance.decide(short, policy))}, triage ${each(() => guidance.triage(short, policy))}; ` +
    `another drug: triage ${each(() => guidance.triage(another, policy))}\n`,
)

for (const size of [100, 500, 1000]) {
  const chart = patient(size)
  const context = contextOf(chart, migraine, chart.orders)
  process.stdout.write(
    `${size * 2} conditions, ${size} medications: decide ${ms(median(() => guidance.decide(chart, policy)))}; ` +
      `screen ${ms(median(() => screen(chart, context, {}, policy)))}\n`,
  )
}
