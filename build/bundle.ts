/**
 * The last step of the build: joins the modules of the program, and of the packages that are no dependencies of it, into a few files. To
 * find, read and link each by itself takes a third of a start's time (593 -> 394 ms, 770 -> 470 ms of processor time) and 5 MB.
 *
 * They are CommonJS, which is loaded a little faster than ES modules, and which every program and test runner can load; the doors of
 * `build/doors` let both kinds of programs in.
 */
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { rollup } from 'rollup'
import { buildPage } from './page.ts'

const ROOT = new URL('../', import.meta.url)
const DIST = new URL('dist/', ROOT)

const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(new URL('package.json', ROOT), 'utf8'),
) as Readonly<Record<'dependencies' | 'optionalDependencies', Record<string, string>>>

/** Packages that a module of ours loads when they are first needed, each a file of its own. */
const LATE: Readonly<Record<string, string>> = {
  'protobufjs/minimal.js': 'part-protobuf',
  'ajv/dist/2020.js': 'part-ajv',
  '@grpc/grpc-js': 'part-grpc',
}

/**
 * Where the program's own file is taken apart. V8 reads a file at once, into memory that comes to six times the file and is given back to
 * the allocator, but hardly ever to the system: an idle server of one file of 1.9 MB takes 12 MB more than one of several. What a
 * seam leads to is in another file than what does not lead there; the seam itself is nobody's.
 */
const SEAMS: Readonly<Record<string, string>> = {
  'seam-fastify': 'fastify',
  'seam-prom-client': 'prom-client',
  'seam-resources': 'src/resources/index.ts',
  'seam-registry': 'src/apiserver/registry/registry.ts',
  'seam-endpoints': 'src/apiserver/http/endpoints/endpoints.ts',
}
const isSeam = (path: string): boolean => basename(path).startsWith('seam-')

for (const name of readdirSync(DIST)) if (name.endsWith('.cjs')) rmSync(new URL(name, DIST))

const common = {
  absWorkingDir: fileURLToPath(ROOT),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  write: false,
  metafile: true,
  logLevel: 'warning',
} as const

/** `require` of a late package becomes that of its file. */
const latePackages: Plugin = {
  name: 'late packages',
  setup: (building) => {
    building.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const contents = source.replaceAll(/\brequire\('([^']+)'\)/g, (text, name: string) =>
        name in LATE ? `require('./${LATE[name]}.cjs')` : text,
      )
      return { contents, loader: 'ts' }
    })
  },
}

const program = await build({
  ...common,
  entryPoints: {
    main: 'src/cli/main.ts',
    library: 'src/index.ts',
    // the thread's file lies beside whichever file starts it
    'yaml-worker': 'src/apiserver/http/body/yaml-worker.ts',
    ...SEAMS,
  },
  // what is loaded later stays a file of its own
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
  format: 'esm',
  // the ES modules of packages that have both: only what is used of them is joined, and half as much is run when they are loaded
  mainFields: ['module', 'main'],
  external: [
    ...Object.keys({ ...dependencies, ...optionalDependencies }),
    // never loaded: src/apiserver/http/stages/fastify.ts
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
  ],
  plugins: [latePackages],
})

/**
 * The same files as CommonJS; where one lies is told by `__filename` there. Esbuild's own conversion makes of whatever one file takes from
 * another two getters, one of which looks it up by name: 2 to 6 % of the processor time of a request. Here it is a plain property of a
 * constant, which V8 looks up once.
 */
const modules = new Map(
  program.outputFiles.filter(({ path }) => !isSeam(path)).map(({ path, text }) => [path, text]),
)
for (const [file, { imports }] of Object.entries(program.metafile.outputs))
  for (const { path } of imports)
    if (isSeam(path)) throw new Error(`${file} takes something from ${path}, which is no file`)
const pathOf = (name: string): string => join(fileURLToPath(DIST), name)
const joined = await rollup({
  input: [...modules.keys()],
  // that has been done
  treeshake: false,
  external: (name) => !modules.has(pathOf(name)) && !modules.has(name),
  plugins: [
    {
      name: 'files of the program',
      resolveId: (name) => (modules.has(name) ? name : pathOf(name)),
      load: (path) => modules.get(path) ?? null,
      resolveImportMeta: (property) =>
        property === 'url' ? "require('node:url').pathToFileURL(__filename).href" : null,
    },
  ],
})
await joined.write({
  dir: fileURLToPath(DIST),
  format: 'cjs',
  preserveModules: true,
  preserveModulesRoot: fileURLToPath(DIST),
  entryFileNames: '[name].cjs',
  exports: 'named',
  // as Node does it: what is required is the default
  interop: 'default',
  // ours is never replaced, and those of Node and of packages are looked up when they are used
  externalLiveBindings: false,
  generatedCode: 'es2015',
  // a test runner that has modules of its own may not have this one
  dynamicImportInCjs: false,
})
await joined.close()

const late = await Promise.all(
  Object.entries(LATE).map(async ([name, file]) => {
    const { metafile, outputFiles } = await build({
      ...common,
      entryPoints: { [file]: name },
      // for services that are described by files, which none of ours is: it is asked for by nobody
      external: ['@grpc/proto-loader'],
      format: 'cjs',
    })
    for (const { path, contents } of outputFiles) writeFileSync(path, contents)
    return metafile
  }),
)

/** The folder of a package that holds a file, as the metafile writes it; undefined for a file of ours. */
const packageOf = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]

/** `name version`, and the text of its licence, which has to go where its code goes. */
const licenceOf = (folder: string): string => {
  const at = new URL(`${folder}/`, ROOT)
  const { name, version, license } = JSON.parse(
    readFileSync(new URL('package.json', at), 'utf8'),
  ) as { name: string; version: string; license: string }
  const file = readdirSync(at).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
  const text = file === undefined ? '' : readFileSync(new URL(file, at), 'utf8').trim()
  return `${name} ${version} (${license})\n\n${text}\n`
}

const inputs = [program.metafile, await buildPage(), ...late].flatMap((metafile) =>
  Object.keys(metafile.inputs),
)
const folders = new Set(inputs.flatMap((input) => packageOf(input) ?? []))
writeFileSync(
  new URL('LICENSES.txt', DIST),
  [...folders]
    .toSorted()
    .map(licenceOf)
    .join(`\n${'-'.repeat(80)}\n\n`),
)

cpSync(new URL('doors/', import.meta.url), DIST, { recursive: true })
// npx in a checkout starts it as a program
chmodSync(new URL('cli.js', DIST), 0o755)
