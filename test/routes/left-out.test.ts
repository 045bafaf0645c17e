/* oxlint-disable typescript/no-explicit-any -- answers are read as a client would, without types */
import { randomUUID } from 'node:crypto'
import { build, fixture, post } from '../app.ts'

it('counts a rule as leaving an alternative out only where it excludes it, not where it only says what to watch', async () => {
  const app = await build()
  const body = { ...fixture('order-sign-iv-ketamine-migraine'), hookInstance: randomUUID() } as Record<string, any>
  // From 60 years on NSAIDs are cautioned against, and none is excluded.
  body['prefetch'].patient.birthDate = `${new Date().getUTCFullYear() - 62}-01-01`
  await post(app, '/cds-services/iv-ketamine-for-migraine-order-sign', body)
  await new Promise((resolve) => setTimeout(resolve, 700))

  const { traces } = (await app.inject(`/api/traces/${body['hookInstance']}`)).json()
  const naproxen = traces[0].options.find(({ alternative }: { alternative: string }) => alternative === 'naproxen')

  expect(naproxen).toEqual({ alternative: 'naproxen', offered: false, recommended: false, rules: [] })
  expect(traces[0].options).toContainEqual(
    expect.objectContaining({ alternative: 'aac', offered: true, rules: ['nsaid-age-60'] }),
  )
  expect((await app.inject('/api/stats')).json().leftOut).toEqual([])
  expect((await app.inject('/api/export.csv')).body).not.toContain('naproxen:')
})
