import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { aFolder } from '../server/process.ts'

const root = join(__dirname, '../..')
const folder = aFolder()

it('makes folder, page, test, line and example of policies of several cards, as the compiler and Prettier take them', () => {
  mkdirSync(join(folder, 'cards'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, '.prettierrc.json'), join(folder, '.prettierrc.json'))
  cpSync(join(root, 'cards/index.ts'), join(folder, 'cards/index.ts'))
  cpSync(join(root, 'test/tools/new-card.ts'), join(folder, 'test/tools/new-card.ts'))
  cpSync(join(root, 'docker/site/policies.example.json'), join(folder, 'docker/site/policies.example.json'))
  const slugs = ['aspirin-for-primary-prevention', 'opioids-for-low-back-pain', 'antibiotics-for-sinusitis', 'a-fourth']
  for (const slug of slugs)
    execFileSync(process.execPath, [join(folder, 'test/tools/new-card.ts'), slug, `Raynaud's: ${slug}`])
  for (const slug of slugs)
    for (const file of [`cards/${slug}/index.ts`, `cards/${slug}/README.md`, `test/cards/${slug}/${slug}.test.ts`])
      expect(readFileSync(join(folder, file), 'utf8')).toContain(file.endsWith('index.ts') ? slug : "Raynaud's")
  const list = readFileSync(join(folder, 'cards/index.ts'), 'utf8')
  expect(list.replace(/\s/g, '')).toMatch(
    /,aspirinForPrimaryPrevention,opioidsForLowBackPain,antibioticsForSinusitis,aFourth,?\]$/,
  )
  const policies = JSON.parse(readFileSync(join(folder, 'docker/site/policies.example.json'), 'utf8')) as object
  expect(Object.keys(policies).slice(1)).toEqual(slugs)
  const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs')
  execFileSync(process.execPath, [prettier, '--check', 'cards', 'test/cards'], { cwd: folder, stdio: 'pipe' })
})
