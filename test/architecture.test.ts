/** The rooms of docs/flow.md, held against the imports of src/. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** Packages that one folder alone may know. */
const OWNERS: Readonly<Record<string, string>> = {
  '@grpc/grpc-js': 'store/etcd',
  '@peculiar/asn1-schema': 'ca',
  '@peculiar/asn1-x509': 'ca',
  '@peculiar/x509': 'ca',
  '@peculiar/webcrypto': 'ca',
  'reflect-metadata': 'ca',
  'better-sqlite3': 'store',
  fastify: 'http',
  'light-my-request': 'http',
  'prom-client': 'http',
  'protobufjs/minimal.js': 'api/protobuf',
  ws: 'http',
}

const root = fileURLToPath(new URL('../', import.meta.url))
const src = join(root, 'src')
const flow = readFileSync(join(root, 'docs/flow.md'), 'utf8')

const between = (begin: string, end: string): string => {
  const from = flow.indexOf(begin)
  return flow.slice(from + begin.length, flow.indexOf(end, from + begin.length))
}

interface Room {
  readonly number: number
  /** files and folders below src */
  readonly names: readonly string[]
}

/** The table of rooms, from the top to the ground. */
const rooms: Room[] = Array.from(
  between('<!-- rooms -->', '<!-- end of rooms -->').matchAll(/^\| +(\d+) \|([^|]+)\|/gm),
  ([, number, names]) => ({
    number: Number(number),
    names: Array.from(names!.matchAll(/`([^`]+)`/g), ([, name]) => name!),
  }),
)

/** The room of a file below src: the one that names it, or the nearest folder around it. */
const roomOf = (file: string): Room | undefined => {
  for (let name = file; name !== '.'; name = dirname(name)) {
    const room = rooms.find(({ names }) => names.includes(name))
    if (room !== undefined) return room
  }
  return undefined
}

interface Import {
  readonly file: string
  readonly specifier: string
  /** the file below src that it names; undefined for a package */
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

t.test('the rooms are numbered from the ground, and each file has one', (t) => {
  t.ok(rooms.length > 30)
  t.same(
    rooms.map(({ number }) => number),
    rooms.map((_room, i) => rooms.length - i),
  )
  t.same(
    sources.filter((file) => roomOf(file) === undefined),
    [],
    'files without a room: name them, or put them into one',
  )
  const entries = new Set(sources.map((file) => roomOf(file)))
  t.same(
    rooms.filter((room) => !entries.has(room)),
    [],
    'rooms that nobody lives in',
  )
  const all = readdirSync(src, { recursive: true, encoding: 'utf8' })
  t.same(
    rooms.flatMap(({ names }) => names).filter((name) => !all.includes(name)),
    [],
    'names that are not there',
  )
  t.end()
})

t.test('the numbers outside of the table are those of the table', (t) => {
  const named = Array.from(
    flow
      .replace(/<!-- rooms -->[^]*<!-- end of rooms -->/, '')
      .matchAll(/(?<![\w,.])(\d+) ([a-z][\w./-]*)/g),
  )
  // `404 means` and `4 are` are numbers of something else
  const numbered = named.filter(([, , name]) => roomOf(name!) !== undefined)
  t.ok(numbered.length > 20)
  for (const [text, number, name] of numbered) t.equal(Number(number), roomOf(name!)!.number, text)
  const missing = readdirSync(src, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .filter(({ name }) => !numbered.some(([, , named]) => named!.split('/')[0] === name))
  t.same(
    missing.map(({ name }) => name),
    [],
    'folders that the drawing and what stands beneath it do not name',
  )
  t.end()
})

t.test('a room imports only rooms with a smaller number', (t) => {
  const upward = imports.filter(({ file, to }) => {
    if (to === undefined) return false
    const [from, into] = [roomOf(file), roomOf(to)]
    return from !== into && (into?.number ?? Infinity) > (from?.number ?? 0)
  })
  t.same(upward, [])
  t.end()
})

t.test('no file imports itself, by whatever way', (t) => {
  const below = new Map<string, string[]>(sources.map((file) => [file, []]))
  for (const { file, to } of imports) if (to !== undefined) below.get(file)!.push(to)
  const circles: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' > '))
    else if (!finished.has(file))
      for (const next of below.get(file) ?? []) visit(next, [...path, file])
    finished.add(file)
  }
  for (const file of sources) visit(file, [])
  t.same(circles, [])
  t.end()
})

t.test('a package that one folder owns is imported nowhere else', (t) => {
  const strays = imports.filter(({ file, specifier }) => {
    const owner = OWNERS[specifier]
    return owner !== undefined && !file.startsWith(`${owner}/`)
  })
  t.same(strays, [])
  t.ok(
    Object.keys(OWNERS).every((name) => imports.some(({ specifier }) => specifier === name)),
    'and each of them is used',
  )
  t.end()
})

t.test('imports of our own files end in .ts', (t) => {
  const bad = imports.filter(({ specifier, to }) => to !== undefined && !specifier.endsWith('.ts'))
  t.same(bad, [])
  t.end()
})

t.test('one file reads the clock, and nothing else below the top', (t) => {
  const CLOCK = /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bperformance\.now\(/
  const readers = sources.filter(
    (file) => file.includes('/') && CLOCK.test(readFileSync(join(src, file), 'utf8')),
  )
  t.same(readers, ['boot/system.ts'])
  t.end()
})
