/** What is published works by itself: the files that npm packs, with nothing but what they depend on beside them. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A program of somebody who installed csrlab: makes a cluster and a user, and reads and writes YAML, which are loaded when asked for. */
const PROGRAM = `
  import { request } from 'node:https'
  import { startCluster } from 'csrlab'
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

void t.test('the packed files make a command and a library', async (t) => {
  const folder = t.testdir({ node_modules: {} })
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(
    execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as [{ filename: string }]
  execFileSync('tar', ['-xzf', filename], { cwd: folder })
  const modules = join(folder, 'node_modules')
  const entries = readdirSync(join(ROOT, 'node_modules')).filter((name) => !name.startsWith('.'))
  for (const name of entries) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  symlinkSync(join(folder, 'package'), join(modules, 'csrlab'))

  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const node = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  t.match(node('package/dist/cli.js', '--version'), version)

  writeFileSync(join(folder, 'program.mjs'), PROGRAM)
  const { certificate, made, got } = JSON.parse(node('program.mjs')) as {
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

void t.test('the licences of what is joined in are packed with it', (t) => {
  const text = readFileSync(join(ROOT, 'dist', 'LICENSES.txt'), 'utf8')
  for (const name of ['fastify', '@peculiar/x509', 'prom-client', 'pino'])
    t.match(text, new RegExp(`^${name.replace('/', '\\/')} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  t.end()
})
