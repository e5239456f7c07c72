import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { call, open, type Running, serve, start, stop } from './process.ts'
import { arrival } from '../fixtures/waits.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

const configMap = (name: string) => ({ metadata: { name }, data: { colour: 'green' } })

const read = ({ dataDir }: Running, name: string) => readFileSync(join(dataDir, name), 'utf8')

t.test('a restart with the same data folder serves the same cluster', async (t) => {
  const cwd = t.testdir()
  const first = await serve('--port 0', { cwd })
  await call(first, 'POST', CONFIG_MAPS, configMap('kept'))
  const credentials = ['ca.crt', 'admin.crt', 'admin.key', 'token']
  const lists = [
    CONFIG_MAPS,
    '/api/v1/namespaces',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ]
  const state = async (server: Running) => ({
    files: credentials.map((name) => read(server, name)),
    items: await Promise.all(lists.map(async (path) => (await call(server, 'GET', path)).items)),
  })
  // the user's own kubeconfig entries are kept
  const path = join(first.dataDir, 'kubeconfig')
  const config = parse(read(first, 'kubeconfig'))
  config.users.push({ name: 'jane', user: { token: 'x' } })
  config.contexts.push({ name: 'jane', context: { cluster: 'kubernetes', user: 'jane' } })
  config['current-context'] = 'jane'
  writeFileSync(path, stringify(config))
  const before = await state(first)
  t.equal((await stop(first)).code, 0)

  const second = await serve('--port 0', { cwd })
  t.same(await state(second), before)
  const after = parse(read(second, 'kubeconfig'))
  t.match(after.clusters, [{ name: 'kubernetes', cluster: { server: second.url } }])
  t.same(
    after.contexts.map(({ name }: { name: string }) => name),
    ['kubernetes-admin@kubernetes', 'jane'],
  )
  t.match(after.users, [{ name: 'kubernetes-admin' }, { name: 'jane', user: { token: 'x' } }])
  t.equal(after['current-context'], 'jane')
  t.match(second.stdout(), 'kubectl config use-context kubernetes-admin@kubernetes\n')

  const old = Number((await call(second, 'GET', `${CONFIG_MAPS}/kept`)).metadata.resourceVersion)
  const made = await call(second, 'POST', CONFIG_MAPS, configMap('new'))
  t.ok(Number(made.metadata.resourceVersion) > old, 'revisions continue')
  await stop(second)
})

/** Makes Node load `program`, a module, first. */
const preloading = (program: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}`,
})

/** Prevents timers of a second or more, so that no timeout ends the process. */
const PATIENT =
  'const { setTimeout: later } = globalThis;' +
  'globalThis.setTimeout = (task, ms, ...rest) => later(task, ms < 1000 ? ms : 1e9, ...rest);'

/** Makes servers never close. */
const NEVER_CLOSES =
  "import tls from 'node:tls'; tls.Server.prototype.close = function () { return this };"

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} ends open watches and then the process, with code 0`, async (t) => {
    const options = { cwd: t.testdir(), env: preloading(PATIENT) }
    const server = await serve('--port 0', options)
    const stream = await open(server, 'GET', `${CONFIG_MAPS}?watch=true`)
    t.equal(stream.statusCode, 200)
    const over = arrival(stream.resume(), 'end')
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1')
    await arrival(silent, 'connect')
    silent.on('error', () => undefined)
    await call(server, 'POST', CONFIG_MAPS, configMap('late'))
    server.process.kill(signal)
    await over
    t.match(await server.ended, { code: 0, signal: null, stderr: '' })
    silent.destroy()
  })
}

t.test('a slow shutdown is cut short', async (t) => {
  const options = { cwd: t.testdir(), env: preloading(NEVER_CLOSES) }
  const server = await serve('--port 0', options)
  server.process.kill('SIGTERM')
  t.match(await server.ended, { code: 0, signal: null })
})

t.test('a second signal ends the process immediately', async (t) => {
  const options = { cwd: t.testdir(), env: preloading(NEVER_CLOSES + PATIENT) }
  const server = await serve('--port 0', options)
  server.process.kill('SIGTERM')
  server.process.kill('SIGINT')
  t.match(await server.ended, { code: 1, signal: null })
})

t.test('a signal during the start ends the process', async (t) => {
  const starting = start('--port 0', { cwd: t.testdir() })
  starting.process.kill('SIGTERM')
  const { code, signal, stdout } = await starting.ended
  t.ok(code === 0 || signal === 'SIGTERM')
  t.equal(stdout, '')
})
