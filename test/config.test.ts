import { ConfigError, environment, list, readConfig } from '../src/config.ts'

describe('the environment', () => {
  it('has defaults for everything', () => {
    expect(readConfig({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      LOG_LEVEL: 'info',
      FHIR_DEADLINE_MS: 300,
      BODY_LIMIT: 5 * 1024 * 1024,
      DATA_DIR: './data',
      RETENTION_DAYS: 400,
      SERVICE_IDS: 'distinct',
    })
  })
  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['LOG_LEVEL', 'loud'],
    ['BODY_LIMIT', '12'],
    ['FHIR_DEADLINE_MS', 'soon'],
    ['SERVICE_IDS', 'one'],
    ['AUTH', 'none'],
    ['SILENT', '2'],
    ['RETENTION_DAYS', '0'],
    ['RATE_LIMIT', '-1'],
    ['SHUTDOWN_MS', '0'],
    ['SHUTDOWN_MS', '3000000000'],
    ['FHIR_DEADLINE_MS', '3000000000'],
    ['REQUEST_TIMEOUT_MS', '3000000000'],
    ['RETENTION_DAYS', '200000000'],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['SILENT', 'true'],
    ['ADMIN_TOKEN', 'a token'],
    ['ADMIN_TOKEN', 'tökentökentökentöken'],
  ])('refuses %s=%s with the variable’s name and what was expected', (name, value) => {
    const start = (): unknown => readConfig({ [name]: value })
    expect(start).toThrow(ConfigError)
    expect(start).toThrow(new RegExp(`^${name} must .+ ${name}: .+`))
  })
  it.each(['', ' ', '\t', '\n'])('takes an empty variable for one that is not set: %j', (blank) => {
    const names = Object.keys(environment.properties)
    expect(readConfig(Object.fromEntries(names.map((name) => [name, blank])))).toEqual(readConfig({}))
  })
  it('leaves out the blanks around a value, such as the line break of a file of a secret', () => {
    expect(
      readConfig({ PORT: ' 80\n', PUBLIC_URL: 'https://cds.example.org ', ADMIN_TOKEN: 'a-token\n' }),
    ).toMatchObject({ PORT: 80, PUBLIC_URL: 'https://cds.example.org', ADMIN_TOKEN: 'a-token' })
  })
  it('takes the key of hashes as it is: stores hold what was made with it', () => {
    expect(readConfig({ HASH_KEY: 'sixteen letters.\n' }).HASH_KEY).toBe('sixteen letters.\n')
  })
  it('takes 1 and 0 for true and false', () => {
    expect(readConfig({ ALLOW_SANDBOX_KEY: '1', STORE_COMMENTS: '0' })).toMatchObject({
      ALLOW_SANDBOX_KEY: true,
      STORE_COMMENTS: false,
    })
    expect(() => readConfig({ ALLOW_SANDBOX_KEY: 'yes' })).toThrow(/^ALLOW_SANDBOX_KEY must/)
    expect(readConfig({ SILENT: '1' }).SILENT).toBe(1)
    expect(readConfig({ SILENT: '.5' }).SILENT).toBe(0.5)
  })
  it('ignores what is not its own', () => {
    expect(readConfig({ PATH: '/bin' })).not.toHaveProperty('PATH')
  })
  it('never repeats a value in a complaint', () => {
    expect(() => readConfig({ PORT: 'secret-value' })).not.toThrow(/secret-value/)
  })
  it('describes every variable', () => {
    for (const schema of Object.values(environment.properties))
      expect((schema as { description?: string }).description).toMatch(/./)
  })
})

it('lists are separated by commas', () => {
  expect(list(' a, b ,,c')).toEqual(['a', 'b', 'c'])
  expect(list(undefined)).toEqual([])
})
