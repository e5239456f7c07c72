import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, dirname } from 'node:path'
import t from 'tap'

/** The stages of a request, in its order: a folder imports only folders with a smaller number. */
const STAGES = [
  'api',
  'ca',
  'store',
  'authn',
  'authz',
  'audit',
  'admission',
  'registry',
  'resources',
  'hints',
  'doctor',
  'upkeep',
  'controllers',
  'http',
]

/** Packages that one folder alone may know. */
const OWNERS: Readonly<Record<string, string>> = {
  '@peculiar/x509': 'ca',
  '@peculiar/webcrypto': 'ca',
  'reflect-metadata': 'ca',
  'better-sqlite3': 'store',
  fastify: 'http',
  ws: 'http',
}

const src = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../src')

interface Import {
  readonly file: string
  readonly specifier: string
}

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g

const imports: Import[] = sources.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    specifier: (match[1] ?? match[2] ?? match[3])!,
  })),
)

/** The folder of a file below src; '' for the top level. */
const stageOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : '')

t.test('every folder is a stage', (t) => {
  const folders = new Set(sources.map(stageOf).filter((stage) => stage !== ''))
  t.same([...folders].sort(), [...STAGES].sort())
  t.end()
})

t.test('a folder imports only folders with a smaller number', (t) => {
  const upward = imports.filter(({ file, specifier }) => {
    const from = stageOf(file)
    if (from === '' || !specifier.startsWith('.')) return false
    const to = stageOf(relative(src, resolve(src, dirname(file), specifier)))
    return to !== from && STAGES.indexOf(to) >= STAGES.indexOf(from)
  })
  const toTop = imports.filter(
    ({ file, specifier }) =>
      stageOf(file) !== '' &&
      specifier.startsWith('.') &&
      stageOf(relative(src, resolve(src, dirname(file), specifier))) === '',
  )
  t.same(upward, [])
  t.same(toTop, [], 'nothing below imports the composition root')
  t.end()
})

t.test('a package that one folder owns is imported nowhere else', (t) => {
  const strays = imports.filter(({ file, specifier }) => {
    const owner = OWNERS[specifier]
    return owner !== undefined && stageOf(file) !== owner
  })
  t.same(strays, [])
  t.ok(
    Object.keys(OWNERS).every((name) => imports.some(({ specifier }) => specifier === name)),
    'and each of them is used',
  )
  t.end()
})

t.test('imports of our own files end in .ts', (t) => {
  const bad = imports.filter(
    ({ specifier }) => specifier.startsWith('.') && !specifier.endsWith('.ts'),
  )
  t.same(bad, [])
  t.end()
})

t.test('nothing below the composition root reads the clock or makes chance', (t) => {
  const CLOCK = /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bperformance\.now\(/
  const readers = sources.filter(
    (file) => stageOf(file) !== '' && CLOCK.test(readFileSync(join(src, file), 'utf8')),
  )
  t.same(readers, [])
  t.end()
})
