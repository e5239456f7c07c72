/** Rules for documents: links have targets, lines are short, and a test runs each command. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { documentText, outsideOfStories, stepsOf, storiesOf } from './cli/documents.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

const documents = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join('docs', name),
  ),
].filter((name) => name.endsWith('.md'))

/** Documents with commands outside of stories (marked sections), each with its test. */
const OTHERS: Readonly<Record<string, string>> = {
  'docs/labs-format.md': 'test/teaching/labs/format.test.ts',
}

/**
 * Languages of code blocks: for commands, output and data, then for code that test/recipes or
 * another test runs.
 */
const LANGUAGES = new Set(['sh', 'text', 'yaml', 'js', 'python', 'go', 'bash'])

/** Returns GitHub's anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (document: string): ReadonlySet<string> =>
  new Set(Array.from(documentText(document).matchAll(/^#+ (.*)$/gm), ([, title]) => anchor(title!)))

interface Link {
  readonly text: string
  /** the target file, relative to the root of the repository; undefined for URLs */
  readonly file: string | undefined
  /** the anchor of a heading; '' for the whole file */
  readonly anchor: string
}

const linksOf = (document: string): Link[] =>
  Array.from(documentText(document).matchAll(/\]\(([^)\s]+)\)/g), ([, text = '']) => {
    if (/^https?:/.test(text)) return { text, file: undefined, anchor: '' }
    const [path = '', anchor = ''] = text.split('#')
    const file = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path))
    return { text, file, anchor }
  })

for (const name of documents) {
  t.test(`${name}: link targets exist`, async (t) => {
    const missing = linksOf(name).filter(({ file, anchor }) => {
      if (file === undefined) return false
      if (!existsSync(join(ROOT, file))) return true
      return anchor !== '' && !anchorsOf(file).has(anchor)
    })
    t.same(missing, [])
  })

  t.test(`${name}: lines have at most 120 characters`, async (t) => {
    const wide = documentText(name)
      .split('\n')
      .filter((line) => line.length > 120)
    t.same(wide, [])
  })
}

t.test('the README has at most 200 lines', async (t) => {
  t.ok(documentText('README.md').trimEnd().split('\n').length <= 200)
})

t.test('links in published documents lead to published files, with one exception', async (t) => {
  const pack = ['pack', '--dry-run', '--ignore-scripts', '--json']
  const [{ files }] = JSON.parse(
    execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as [{ files: { path: string }[] }]
  const packed = new Set(files.map(({ path }) => path))
  const published = documents.filter((name) => packed.has(name))
  t.ok(published.length > 10)
  for (const name of published) {
    const outside = linksOf(name).filter(({ file }) => file !== undefined && !packed.has(file))
    // the exception: CONTRIBUTING.md is only for people who have the repository
    const expected = name === 'README.md' ? ['CONTRIBUTING.md'] : []
    t.same(
      outside.map(({ file }) => file),
      expected,
      name,
    )
  }
})

t.test('commands and files in CONTRIBUTING.md exist', async (t) => {
  const text = documentText('CONTRIBUTING.md')
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const run = Array.from(text.matchAll(/npm run ([\w:-]+)/g), ([, name]) => name!)
  t.ok(run.length >= 4)
  for (const name of run) t.ok(name in scripts, name)
  const paths = Array.from(
    text.matchAll(/[`\s]((?:src|test|docs|migrations|\.ci)\/[\w./-]+)/g),
    ([, path]) => path!,
  )
  t.ok(paths.length > 30)
  for (const path of paths.filter((path) => !/\/[A-Z]+\b/.test(path)))
    t.ok(existsSync(join(ROOT, path)), path)
})

t.test('a test runs each command in documents for users, with one exception', async (t) => {
  const runners = ['stories', 'options'].map((name) =>
    readFileSync(join(ROOT, `test/cli/${name}.tools.test.ts`), 'utf8'),
  )
  for (const name of documents) {
    for (const story of storiesOf(name).keys())
      t.ok(
        runners.some((text) => text.includes(`'${name}', '${story}'`)),
        `${name}: ${story}`,
      )
    if (name in OTHERS) {
      t.match(readFileSync(join(ROOT, OTHERS[name]!), 'utf8'), name)
      continue
    }
    // the test above checks that its scripts exist
    if (name === 'CONTRIBUTING.md') continue
    const unrun = stepsOf(outsideOfStories(name)).map(({ script }) => script)
    t.same(unrun, name === 'README.md' ? ['npm ci && npm start\n'] : [], name)
    const languages = documentText(name).matchAll(/^```(.*)\n[^]*?^```$/gm)
    for (const [, language] of languages)
      t.ok(LANGUAGES.has(language!), `${name}: a block in language "${language}"`)
  }
})

t.test('the README has the two commands for a checkout, and CI runs the second as it is', (t) => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  t.match(readme, /^npm ci && npm start$/m)
  t.match(readme, /`npm ci && npm test`/)
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8')
  t.match(ci, /^test_fresh\(\) \{ npm ci && npm test; \}$/m)
  t.match(ci, /^step 'npm ci && npm test' test_fresh$/m)
  t.end()
})
