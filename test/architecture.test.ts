/** Checks the imports of src/ against the rooms in docs/flow.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** For some packages, the only folder that may import the package. */
const OWNERS: Readonly<Record<string, string>> = {
  '@grpc/grpc-js': 'storage/etcd',
  '@peculiar/asn1-schema': 'ca',
  '@peculiar/asn1-x509': 'ca',
  '@peculiar/x509': 'ca',
  '@peculiar/webcrypto': 'ca',
  'reflect-metadata': 'ca',
  'better-sqlite3': 'storage',
  'light-my-request': 'apiserver/http',
  'prom-client': 'apiserver/http',
  'protobufjs/minimal.js': 'apimachinery/protobuf',
  ws: 'apiserver/http',
}

/** The rooms of the plain control plane, in the order of the table. */
const CONTROL_PLANE = [
  'controllers',
  'resources',
  'apiserver',
  'storage',
  'ca',
  'apis',
  'apimachinery',
]

/** Rooms that may not import each other, although one is above the other. */
const APART = new Set(['teaching', 'testing'])

const root = fileURLToPath(new URL('../', import.meta.url))
const src = join(root, 'src')
const flow = readFileSync(join(root, 'docs/flow.md'), 'utf8')

/** The rooms of the table, top to bottom. */
const rooms = Array.from(
  flow
    .slice(flow.indexOf('<!-- rooms -->'), flow.indexOf('<!-- end of rooms -->'))
    .matchAll(/^\| `([^`]+)`/gm),
  ([, name]) => name!,
)

const roomOf = (file: string) => file.split('/')[0]!

interface Import {
  readonly file: string
  readonly specifier: string
  /** the imported file below src; undefined for a package */
  readonly to: string | undefined
}

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g

const imports: Import[] = sources.flatMap((file) =>
  Array.from(readFileSync(join(src, file), 'utf8').matchAll(IMPORT), (match) => {
    const specifier = (match[1] ?? match[2] ?? match[3])!
    const path = resolve(src, dirname(file), specifier)
    return { file, specifier, to: specifier.startsWith('.') ? relative(src, path) : undefined }
  }),
)

/** Imports of files in another room. */
const arrows = imports.flatMap(({ file, to }) =>
  to === undefined || roomOf(file) === roomOf(to) ? [] : [{ file, to }],
)

t.test('the table lists the top-level files and folders of src/', async (t) => {
  t.same([...rooms].sort(), readdirSync(src).sort())
})

t.test('a room imports only rooms below it', async (t) => {
  t.ok(arrows.length > 1000, 'the imports were found')
  t.same(
    arrows.filter(({ file, to }) => rooms.indexOf(roomOf(to)) < rooms.indexOf(roomOf(file))),
    [],
  )
})

t.test('the rooms of the control plane import only each other', async (t) => {
  t.same(rooms.slice(-CONTROL_PLANE.length), CONTROL_PLANE, 'they are the lowest rooms')
  t.same(
    arrows.filter(
      ({ file, to }) => CONTROL_PLANE.includes(roomOf(file)) && !CONTROL_PLANE.includes(roomOf(to)),
    ),
    [],
  )
})

t.test('teaching and testing do not import each other', async (t) => {
  t.same(
    arrows.filter(({ file, to }) => [file, to].every((one) => APART.has(roomOf(one)))),
    [],
  )
})

t.test('no file imports itself, directly or indirectly', async (t) => {
  const below = new Map<string, string[]>(sources.map((file) => [file, []]))
  for (const { file, to } of imports) if (to !== undefined) below.get(file)!.push(to)
  const circles: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' > '))
    else if (!finished.has(file))
      for (const next of below.get(file) ?? []) visit(next, [...path, file])
    finished.add(file)
  }
  for (const file of sources) visit(file, [])
  t.same(circles, [])
})

t.test('a package owned by one folder is imported only there', async (t) => {
  const strays = imports.filter(({ file, specifier }) => {
    const owner = OWNERS[specifier]
    return owner !== undefined && !file.startsWith(`${owner}/`)
  })
  t.same(strays, [])
  t.ok(
    Object.keys(OWNERS).every((name) => imports.some(({ specifier }) => specifier === name)),
    'each of these packages is used',
  )
})

t.test('imports of our own files end in .ts', async (t) => {
  const bad = imports.filter(({ specifier, to }) => to !== undefined && !specifier.endsWith('.ts'))
  t.same(bad, [])
})

t.test('only cli/main.ts and server/system.ts read the clock or use Math.random', async (t) => {
  const CLOCK = /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bperformance\.now\(/
  const readers = sources.filter(
    (file) => file !== 'cli/main.ts' && CLOCK.test(readFileSync(join(src, file), 'utf8')),
  )
  t.same(readers, ['server/system.ts'])
})

t.test('exported type names are unique', async (t) => {
  const names = sources
    .filter((file) => !file.includes('generated'))
    .flatMap((file) =>
      Array.from(
        readFileSync(join(src, file), 'utf8').matchAll(/^export (?:interface|type|class) (\w+)/gm),
        ([, name]) => name!,
      ),
    )
  t.same(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})

t.test('the benchmark imports compiled files that exist', (t) => {
  const folder = new URL('../bench/', import.meta.url)
  const imported = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/'(?:\.\.\/)+dist\/(\S+)\.js'/g),
    ])
    .map(([, file = '']) => `src/${file}.ts`)
  t.ok(imported.length > 0)
  t.strictSame(
    imported.filter((file) => !existsSync(new URL(`../${file}`, import.meta.url))),
    [],
  )
  t.end()
})
