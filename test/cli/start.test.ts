import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { call, serve, stop } from './process.ts'
import { refused } from './refused.ts'
import { arrival } from '../fixtures/waits.ts'

/** Returns the hash of every file in a folder. */
const snapshot = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  )

t.test('start prints the next steps', async (t) => {
  const cwd = t.testdir()
  const server = await serve('--port 0', { cwd })
  const text = server.stdout()
  const kubeconfig = join(server.dataDir, 'kubeconfig')
  t.match(text, `export KUBECONFIG=${kubeconfig}\n`)
  t.match(text, /SHA-256 fingerprint\n +[0-9A-F]{64}\n/)
  t.match(text, '  kubectl get csr\n')
  t.match(readFileSync(kubeconfig, 'utf8'), `server: ${server.url}\n`)
  const ended = await stop(server)
  t.equal(ended.code, 0)
  t.equal(ended.stderr, '')
  t.notOk(readdirSync(server.dataDir).some((name) => name.endsWith('.tmp')))
})

t.test('a server that other machines can reach prints a warning', async (t) => {
  const args = ['--port', '0', '--host', '0.0.0.0', '--tls-san', 'lab.example.com']
  const server = await serve(args, { cwd: t.testdir() })
  t.notMatch(server.url, '0.0.0.0', 'clients can connect to the printed address')
  t.match(readFileSync(join(server.dataDir, 'kubeconfig'), 'utf8'), `server: ${server.url}\n`)
  t.equal((await call(server, 'GET', '/version')).major, '1', 'the certificate is valid')
  const { stderr, code } = await stop(server)
  t.equal(code, 0)
  t.match(stderr, /^csrlab: warning: --host 0\.0\.0\.0 [^\n]+\n$/)
})

t.test('a failed first start leaves no data folder', async (t) => {
  const cwd = t.testdir({ 'a.crt': 'x', 'a.key': 'y' })
  await refused(t, '--port 0 --ca-cert a.crt --ca-key a.key', { cwd }, /--ca-cert/)
  t.same(readdirSync(cwd), ['a.crt', 'a.key'])
})

t.test('--recreate is refused for a cluster in etcd', async (t) => {
  const args = '--recreate --etcd-servers http://127.0.0.1:1'
  await refused(t, args, { cwd: t.testdir() }, /does not remove a cluster from etcd/, 2)
})

t.test('a port in use is an error', async (t) => {
  const cwd = t.testdir()
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await arrival(other, 'listening')
  const { port } = other.address() as AddressInfo
  await refused(
    t,
    ['--port', String(port)],
    { cwd },
    new RegExp(`Port ${port} .* in use, maybe by another csrlab: npx csrlab list .*--port`),
  )
  t.same(readdirSync(cwd), [], 'no data folder is made')
})

t.test('an address of another machine is an error', async (t) => {
  const cwd = t.testdir()
  await refused(t, '--port 0 --host 192.0.2.1', { cwd }, /192\.0\.2\.1.*--host/)
  t.same(readdirSync(cwd), [])
})

t.test('a data folder that another process uses is an error', async (t) => {
  const cwd = t.testdir()
  const first = await serve('--port 0', { cwd })
  // the first server may still write to its write-ahead log
  const written = () => ({ ...snapshot(first.dataDir), 'csrlab.db-wal': '' })
  const before = written()
  await refused(t, '--port 0', { cwd }, /in use by another process: stop it/)
  t.same(written(), before)
  t.equal((await call(first, 'GET', '/version')).major, '1', 'the first server continues')
  await stop(first)
})

t.test('a kubeconfig that cannot be merged or written is an error', async (t) => {
  const theirs = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster: { server: 'https://production:6443' } }],
  })
  const cwd = t.testdir({ production: theirs, recipe: 'eggs: 2', file: '' })
  const cases = {
    production: /another cluster named kubernetes.*--kubeconfig/,
    recipe: /not a kubeconfig.*--kubeconfig/,
    'file/x': /file\/x \(ENOTDIR\)/,
  }
  for (const [name, says] of Object.entries(cases)) {
    await refused(t, ['--port', '0', '--in-memory', '--kubeconfig', name], { cwd }, says)
  }
  t.equal(readFileSync(join(cwd, 'production'), 'utf8'), theirs)
  t.equal(readFileSync(join(cwd, 'recipe'), 'utf8'), 'eggs: 2')
})
