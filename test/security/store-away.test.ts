import { build, fixture, post } from '../app.ts'

// Whoever runs this: no user may make a folder there, root neither.
it.each(['/dev/null/data', '/proc/self/data'])('cards are shown where nothing can be stored: %s', async (folder) => {
  const app = await build({ DATA_DIR: folder })
  const request = fixture('order-sign-iv-ketamine-migraine')
  const path = `/cds-services/iv-ketamine-for-migraine-order-sign`
  for (let turn = 0; turn < 3; turn++) {
    const { status, body } = await post(app, path, { ...request, hookInstance: `call-${turn}` })
    expect([status, body.cards.length]).toEqual([200, 1])
    const feedback = [{ card: body.cards[0].uuid, outcome: 'overridden', outcomeTimestamp: '2026-11-22T12:00:00Z' }]
    const told = await post(app, `${path}/feedback`, { feedback })
    expect([told.status, told.headers['retry-after']]).toEqual([503, '30'])
  }
  expect((await app.inject('/readyz')).json()).toMatchObject({ status: 'degraded' })
})
