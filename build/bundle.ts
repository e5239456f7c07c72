/**
 * Build step: joins the modules of the program and of the bundled packages into a few files,
 * since finding, reading and linking separate modules takes a third of the start time (593 -> 394
 * ms, 770 -> 470 ms of processor time) and 5 MB of memory.
 *
 * The files are CommonJS, which loads slightly faster than ES modules and works in every program
 * and test runner; `build/doors` has entry points for both.
 */
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** Dependencies to bundle too: each start signs a certificate, which loads their 90 files. */
const EARLY = new Set(['@peculiar/asn1-schema', '@peculiar/asn1-x509'])

/**
 * Imports in packages for features that csrlab does not use: Fastify's `inject` (csrlab calls
 * light-my-request itself), transports of pino, exemplars of metrics.
 */
const UNUSED = /^(light-my-request|thread-stream|@opentelemetry\/api)$/

const LATE: Readonly<Record<string, string>> = {
  'protobufjs/minimal.js': 'part-protobuf',
  'ajv/dist/2020.js': 'part-ajv',
  'light-my-request': 'part-inject',
  '@grpc/grpc-js': 'part-grpc',
}

/**
 * Split points of the program's file. To read a file, V8 takes six times the file's size in memory
 * and rarely returns it to the system: an idle server takes 12 MB more with one file of 1.9 MB than
 * with several. Modules reachable only through a split point get their own file; the entry file of
 * the split point itself is dropped.
 */
const SEAMS: Readonly<Record<string, string>> = {
  'seam-fastify': 'fastify',
  'seam-prom-client': 'prom-client',
  'seam-resources': 'src/resources/index.ts',
  'seam-registry': 'src/apiserver/registry/registry.ts',
  'seam-endpoints': 'src/apiserver/http/endpoints/handle-endpoint.ts',
}
const isSeam = (path: string): boolean => basename(path).startsWith('seam-')

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

const unusedPackages: Plugin = {
  name: 'unused packages',
  setup: (building) => {
    building.onResolve({ filter: UNUSED }, ({ path, importer }) =>
      importer.includes('node_modules') ? { path, namespace: 'unused' } : undefined,
    )
    building.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: '' }))
  },
}

const program = await build({
  ...common,
  entryPoints: {
    main: 'src/cli/main.ts',
    library: 'src/index.ts',
    // the worker's file is beside the file that starts it
    'yaml-worker': 'src/apiserver/http/body/yaml-worker.ts',
    ...SEAMS,
  },
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
  format: 'esm',
  // prefers the ES modules of packages: esbuild omits their unused parts, which halves the code
  // that runs at load time
  mainFields: ['module', 'main'],
  external: [
    ...Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !EARLY.has(name)),
    // never loaded, see NO_SCHEMAS in src/apiserver/http/app.ts
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
  ],
  plugins: [latePackages, unusedPackages],
})

const modules = new Map(
  program.outputFiles.filter(({ path }) => !isSeam(path)).map(({ path, text }) => [path, text]),
)
for (const [file, { imports }] of Object.entries(program.metafile.outputs))
  for (const { path } of imports)
    if (isSeam(path)) throw new Error(`${file} imports ${path}, which is not written`)
const pathOf = (name: string): string => join(fileURLToPath(DIST), name)
/**
 * Converts the files to CommonJS, with `__filename` instead of `import.meta`. Esbuild's own
 * conversion exports through two getters, one with a lookup by name, which takes 2 to 6 % of a
 * request's processor time. Here, exports are plain properties of a constant; V8 looks them up
 * once.
 */
const joined = await rollup({
  input: [...modules.keys()],
  // esbuild has removed unused code
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
  // like Node: the default import is `module.exports`
  interop: 'default',
  // our exports never change; those of Node and of packages are looked up when used
  externalLiveBindings: false,
  generatedCode: 'es2015',
  // a test runner with its own module system may lack `import()`
  dynamicImportInCjs: false,
})
await joined.close()

const late = await Promise.all(
  Object.entries(LATE).map(async ([name, file]) => {
    const { metafile, outputFiles } = await build({
      ...common,
      entryPoints: { [file]: name },
      // needed only to load .proto files
      external: ['@grpc/proto-loader'],
      format: 'cjs',
    })
    for (const { path, contents } of outputFiles) writeFileSync(path, contents)
    return metafile
  }),
)

/** The package folder of a file, as in the metafile; undefined for our files. */
const packageOf = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]

/** Name, version, licence and its text, which must accompany the code. */
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
// npx in a checkout executes these files
for (const name of ['cli.cjs', 'cli.js']) chmodSync(new URL(name, DIST), 0o755)
