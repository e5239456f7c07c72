/** What is published works by itself: packed and installed by npm into an empty project, used by a command and by programs of both kinds. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { makeProject } from './project.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Makes a cluster and a user, and reads and writes YAML and protobuf, which are loaded when asked for. */
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

const PROGRAMS: Readonly<Record<string, string>> = {
  'program.mjs': `import { request } from 'node:https'\nimport { startCluster } from 'csrlab'\n${BODY}`,
  'program.cjs': `const { request } = require('node:https')\nconst { startCluster } = require('csrlab')\nvoid (async () => {${BODY}})()`,
}

/** A program in TypeScript, for each kind of module. */
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
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })

t.test('next to nothing arrives', (t) => {
  const arrived = readdirSync(join(project, 'node_modules')).filter((name) => name[0] !== '.')
  t.same(arrived.toSorted(), ['better-sqlite3', 'csrlab'])
  t.end()
})

t.test('it is a command', (t) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  t.match(node('node_modules/csrlab/dist/cli.js', '--version'), version)
  t.end()
})

for (const [name, text] of Object.entries(PROGRAMS)) {
  t.test(`it is a library: ${name}`, (t) => {
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
    t.end()
  })
}

/** What the compiler says of files of the project, which has no types of Node. */
const compiled = (t: Test, ...files: string[]): void => {
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2022']
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), ...flags, ...files],
    { cwd: project, encoding: 'utf8' },
  )
  t.equal(status, 0, stdout)
}

t.test('its types are enough by themselves, for both kinds of modules', (t) => {
  const names = ['typed.mts', 'typed.cts']
  for (const name of names) writeFileSync(join(project, name), TYPED)
  compiled(t, ...names)
  t.end()
})

t.test('the documents that hints and documents name are packed', (t) => {
  const packed = join(project, 'node_modules', 'csrlab')
  const files = readdirSync(packed, { recursive: true, encoding: 'utf8' })
  const named = (folder: string, name: RegExp): string[] =>
    files
      .filter((file) => file.startsWith(`${folder}/`) && /\.\w+$/.test(file))
      .flatMap((file) => readFileSync(join(packed, file), 'utf8').match(name) ?? [])
  const byCode = named('dist', /(?<=["'` ])docs\/[\w-]+\.md\b/g)
  const byDocuments = named('docs', /(?<=\]\()[\w-]+\.(?:md|svg)\b/g).map((name) => `docs/${name}`)
  t.ok(byDocuments.length > 5 && byCode.length > 0)
  const missing = [...byCode, ...byDocuments].filter((name) => !files.includes(name))
  t.same([...new Set(missing)], [])
  t.end()
})

t.test('the licences of what is joined in are packed with it', (t) => {
  const text = readFileSync(join(project, 'node_modules/csrlab/dist/LICENSES.txt'), 'utf8')
  for (const name of ['fastify', 'protobufjs', 'prom-client', 'pino', 'ws'])
    t.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  t.notMatch(text, /^yaml /m, 'a package of the build alone')
  t.notMatch(text, '@peculiar', 'a dependency has its own')
  t.end()
})
