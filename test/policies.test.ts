import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cards } from '../cards/index.ts'
import { ConfigError } from '../src/config.ts'
import { Policies } from '../src/policies.ts'
import { build, fixture, post } from './app.ts'
import { aFolder } from './server/process.ts'

const folder = aFolder()
const url = '/cds-services/iv-ketamine-for-migraine-order-sign'

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('the policies of a site', () => {
  it.each<[string, unknown, string]>([
    [
      'a policy that does not exist',
      { 'iv-ketamine-for-migraine': { chartOnyl: 'silent' } },
      'POLICIES: /iv-ketamine-for-migraine must NOT have additional properties (chartOnyl)',
    ],
    [
      'a value that is not one',
      { 'iv-ketamine-for-migraine': { chartOnly: 'loud' } },
      'POLICIES: /iv-ketamine-for-migraine/chartOnly must be equal to one of the allowed values (info, sign-only, silent)',
    ],
    ['a recommendation that does not exist', { other: {} }, 'POLICIES: there is no recommendation other'],
    [
      'a verified exclusion switched off',
      { 'iv-ketamine-for-migraine': { rules: { 'triptan-ihd': 'off' } } },
      '/rules holds triptan-ihd; a name in it must be equal to one of the allowed values (triptan-systolic-180, ',
    ],
    [
      'a rule switched to what is no position',
      { 'iv-ketamine-for-migraine': { rules: { 'nsaid-heart-failure': 'of' } } },
      '/rules/nsaid-heart-failure must be equal to one of the allowed values (on, off)',
    ],
    ['a list', [], 'POLICIES must be an object'],
    ['no JSON', '{', 'is not valid JSON'],
  ])('are refused at start: %s', async (name, content, message) => {
    const path = file(`${name}.json`, content)
    await expect(build({ POLICIES: path })).rejects.toThrow(ConfigError)
    await expect(build({ POLICIES: path })).rejects.toThrow(message)
  })
  it('are refused at start when the file cannot be read', async () => {
    await expect(build({ POLICIES: join(folder, 'none.json') })).rejects.toThrow('cannot be read')
  })

  it('switch the recommendation off and on again, without a restart', async () => {
    const path = file('switch.json', {})
    const app = await build({ POLICIES: path })
    const asked = async (): Promise<number> =>
      (await post(app, url, fixture('order-sign-iv-ketamine-migraine'))).body.cards.length
    expect(await asked()).toBe(1)
    file('switch.json', { 'iv-ketamine-for-migraine': { enabled: false } })
    await app.parts.reload()
    expect(await asked()).toBe(0)
    file('switch.json', '{ not json')
    await app.parts.reload()
    expect(await asked()).toBe(0)
    file('switch.json', {})
    await app.parts.reload()
    expect(await asked()).toBe(1)
  })

  it('give way to the client’s own', () => {
    const policies = new Policies(cards)
    const [card] = cards
    if (card === undefined) throw new Error('no card')
    const client = {
      id: 'a',
      fhirServers: [],
      dialect: 'spec',
      policies: { [card.id]: { chartOnly: 'silent' } },
    } as const
    expect(policies.for(card, client)).toMatchObject({ chartOnly: 'silent', quietHours: 24, enabled: true })
    expect(policies.for(card, { id: 'b', fhirServers: [], dialect: 'spec' })).toMatchObject({ chartOnly: 'info' })
  })
  it('give way rule by rule: a client that switches one rule leaves the site’s others as they are', async () => {
    const [card] = cards
    if (card === undefined) throw new Error('no card')
    const policies = new Policies(cards)
    const site = { rules: { 'nsaid-heart-failure': 'off', 'nsaid-platelets-50': 'off' } }
    await policies.load(file('rules.json', { [card.id]: site }))
    const own = { rules: { 'nsaid-platelets-50': 'on', 'nsaid-bleeding-disorder': 'off' } }
    const client = { id: 'a', fhirServers: [], dialect: 'spec', policies: { [card.id]: own } } as const
    const merged = { 'nsaid-heart-failure': 'off', 'nsaid-platelets-50': 'on', 'nsaid-bleeding-disorder': 'off' }
    expect(policies.for(card, client)['rules']).toEqual(merged)
    expect(policies.for(card, { id: 'b', fhirServers: [], dialect: 'spec' })['rules']).toEqual(site.rules)
  })
})
