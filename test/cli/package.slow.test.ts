/** The package, packed and installed into an empty project. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { filesIn, readMadeOf } from '../../build/dist.ts'
import { makeProject } from './project.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Uses YAML and protobuf, whose code is loaded on demand. */
const BODY = `
  const cluster = await startCluster()
  const ask = (method, path, headers, body) =>
    new Promise((resolve, reject) => {
      const headersOfAll = { authorization: 'Bearer ' + cluster.token, ...headers }
      request(cluster.url + path, { method, ca: cluster.caPem, headers: headersOfAll }, async (answer) => {
        let text = ''
        for await (const chunk of answer) text += chunk
        resolve({ code: answer.statusCode, text })
      }).on('error', reject).end(body)
    })
  const { certificate } = await cluster.issue({ commonName: 'jane', organizations: ['developers'] })
  const type = { 'content-type': 'application/yaml', accept: 'application/yaml' }
  const made = await ask('POST', '/api/v1/namespaces', type, 'metadata:\\n  name: packed\\n')
  const protobuf = { accept: 'application/vnd.kubernetes.protobuf' }
  const got = await ask('GET', '/api/v1/namespaces/packed', protobuf)
  await cluster.close()
  console.log(JSON.stringify({ certificate, made, got }))
`

const PROGRAMS = {
  'program.mjs': `import { request } from 'node:https'\nimport { startCluster } from 'csrlab'\n${BODY}`,
  'program.cjs': `const { request } = require('node:https')\nconst { startCluster } = require('csrlab')\nvoid (async () => {${BODY}})()`,
}

/** Starts a cluster in memory, then one with a data folder; prints a line or error for each. */
const KEPT = `
  const { startCluster } = require('csrlab')
  const trial = async (options, is) => {
    try {
      await (await startCluster(options)).close()
      console.log(is)
    } catch ({ message }) {
      console.log(message)
    }
  }
  void trial({}, 'in memory').then(() => trial({ dataDir: 'kept' }, 'kept'))
`

const TYPED = `
  import { startCluster, type Cluster, type ClusterOptions, type IssuedUser } from 'csrlab'
  const options: ClusterOptions = { kubernetesVersion: 'v1.35', hints: true, caKeyType: 'p256' }
  export const use = async (): Promise<string> => {
    const cluster: Cluster = await startCluster(options)
    const user: IssuedUser = await cluster.issue({ commonName: 'jane' })
    return user.kubeconfig + cluster.kubeconfig(user)
  }
  // @ts-expect-error: there is no such option
  export const wrong: ClusterOptions = { nonsense: 1 }
`

const project = makeProject(t)
const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })

t.test('only the expected packages are installed', async (t) => {
  const arrived = readdirSync(join(project, 'node_modules')).filter((name) => name[0] !== '.')
  t.same(arrived.toSorted(), ['better-sqlite3', 'csrlab'])
})

t.test('clusters in memory run without better-sqlite3, which a data folder may need', async (t) => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(project, 'node_modules/csrlab/package.json'), 'utf8'),
  )
  t.notOk('better-sqlite3' in dependencies)
  t.ok('better-sqlite3' in optionalDependencies)
  writeFileSync(join(project, 'kept.cjs'), KEPT)
  const installed = join(project, 'node_modules', 'better-sqlite3')
  renameSync(installed, `${installed}-away`)
  t.teardown(() => renameSync(`${installed}-away`, installed))
  const said = node('kept.cjs').split('\n')
  t.equal(said[0], 'in memory')
  const hasOwn = process.getBuiltinModule?.('node:sqlite') !== undefined
  if (hasOwn) t.equal(said[1], 'kept')
  else
    t.match(
      said[1],
      /^cannot open \S+csrlab\.db: better-sqlite3 is not installed, .*: use Node 22\.13 or newer, or .* npm install better-sqlite3@12 --foreground-scripts; /,
    )
})

t.test('the installed command prints its version', async (t) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  t.match(node('node_modules/csrlab/dist/cli.js', '--version'), version)
})

for (const [name, text] of Object.entries(PROGRAMS)) {
  t.test(`the package works as a library: ${name}`, async (t) => {
    writeFileSync(join(project, name), text)
    const { certificate, made, got } = JSON.parse(node(name)) as {
      certificate: string
      made: { code: number; text: string }
      got: { code: number; text: string }
    }
    t.match(certificate, /^-----BEGIN CERTIFICATE-----/)
    t.equal(made.code, 201)
    t.match(made.text, /^ {2}name: packed$/m)
    t.equal(got.code, 200)
    t.match(got.text, /^k8s\0/)
  })
}

/** Type-checks files in the project, which does not have Node's types. */
const compiled = (t: Test, ...files: string[]) => {
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2022']
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), ...flags, ...files],
    { cwd: project, encoding: 'utf8' },
  )
  t.equal(status, 0, stdout)
}

t.test('the types need no other packages, in ES modules and in CommonJS', async (t) => {
  const names = ['typed.mts', 'typed.cts']
  for (const name of names) writeFileSync(join(project, name), TYPED)
  compiled(t, ...names)
})

t.test('documents that hints and other documents mention are packed', async (t) => {
  const packed = join(project, 'node_modules', 'csrlab')
  const files = readdirSync(packed, { recursive: true, encoding: 'utf8' })
  const named = (folder: string, name: RegExp) =>
    files
      .filter((file) => file.startsWith(`${folder}/`) && /\.\w+$/.test(file))
      .flatMap((file) => readFileSync(join(packed, file), 'utf8').match(name) ?? [])
  const byCode = named('dist', /(?<=["'` ])docs\/[\w-]+\.md\b/g)
  const byDocuments = named('docs', /(?<=\]\()[\w-]+\.md\b/g).map((name) => `docs/${name}`)
  t.ok(byDocuments.length > 5 && byCode.length > 0)
  const missing = [...byCode, ...byDocuments].filter((name) => !files.includes(name))
  t.same([...new Set(missing)], [])
})

t.test('the package has only files that this build made', async (t) => {
  const dist = join(ROOT, 'dist')
  const strays = ['src-old-words.json', 'part-chunk-OLD.cjs', 'old/a.js']
  mkdirSync(join(dist, 'old'))
  for (const name of strays) writeFileSync(join(dist, name), '{}')
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT })
  t.notOk(readdirSync(dist).some((name) => strays.includes(name) || name === 'old'))
  const made = new Set(readMadeOf(dist)!.files)
  t.same(filesIn(dist), [...made])
  const packed = filesIn(join(project, 'node_modules/csrlab/dist'))
  t.ok(packed.length > 100)
  t.same(
    packed.filter((name) => !made.has(name)),
    [],
  )
})

t.test('licences of bundled packages are packed', async (t) => {
  const text = readFileSync(join(project, 'node_modules/csrlab/dist/LICENSES.txt'), 'utf8')
  for (const name of ['protobufjs', 'prom-client', 'pino', 'ws'])
    t.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  t.notMatch(text, /^yaml /m, 'a package that only the build uses is not listed')
  t.match(
    text,
    /^@peculiar\/asn1-x509 \d+\.\d+\.\d+ \(/m,
    'a dependency with bundled modules is listed',
  )
  t.notMatch(text, /^@peculiar\/x509 /m, 'a dependency that is installed has its own licence file')
})
