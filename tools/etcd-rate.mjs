/**
 * Measures the rates of two replicas on etcd, and of etcd alone.
 *
 *   npm run tool -- etcd-rate [--flows N] [--requests N]
 *
 * First measures etcd's own rates, through its HTTP gateway, since a slow disk also slows the
 * replicas; then the time from a create at one replica to the certificate on a watch of the other;
 * then the rates of creates and gets. Needs `etcd` (Debian's etcd-server).
 */
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from '../bench/client.mjs'
import { approve, COLLECTION, create, makeRequests, watchIssued } from '../bench/csr.mjs'
import { inFlight, rate, time } from '../bench/measure.mjs'
import { heading, table } from '../bench/report.mjs'
import { newDataDir, removeDataDir, startServer } from '../bench/server.mjs'
import { startEtcd } from '../test/fixtures/etcd.ts'
import { withTeardown } from './kit/running.ts'

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '300' },
    requests: { type: 'string', default: '1000' },
  },
})
const [flows, requests] = [values.flows, values.requests].map(Number)

const WIDTH = 16
const WARM_UP = 100
const base64 = (text) => Buffer.from(text).toString('base64')

/** Returns a function that puts a key through etcd's gateway, over persistent connections. */
const putter = (url) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: WIDTH })
  const value = base64('x'.repeat(2500))
  return (key) =>
    new Promise((resolve, reject) => {
      const request = http.request(`${url}/v3/kv/put`, { method: 'POST', agent }, (answer) => {
        answer.resume().once('end', resolve)
      })
      request.once('error', reject)
      request.end(JSON.stringify({ key: base64(key), value }))
    })
}

const note = (figure) => process.stdout.write(table([figure]))

const dir = newDataDir()
const passphrase = join(dir, 'passphrase')
writeFileSync(passphrase, 'of the benchmark\n', { mode: 0o600 })
const measure = async (t) => {
  process.stdout.write(heading)
  const [etcd] = await startEtcd(
    { ...t, testdir: () => join(dir, 'etcd') },
    { options: ['--unsafe-no-fsync=false'] },
  )
  const put = putter(etcd.url)
  await inFlight(WARM_UP, WIDTH, (i) => put(`/warm/${i}`))
  const alone = await inFlight(requests, 1, (i) => put(`/one/${i}`))
  note(time('etcd alone: one put after another', alone.p50, alone))
  note(rate('etcd alone: puts', await inFlight(requests, WIDTH, (i) => put(`/many/${i}`))))
  const options = ['--etcd-servers', etcd.url, '--encryption-passphrase-file', passphrase]
  const clients = []
  for (const name of ['a', 'b']) {
    const replica = await startServer(join(dir, name), options, 'dist/cli.js')
    t.teardown(() => replica.stop())
    clients.push(new Client(replica, WIDTH))
  }
  const [a, b] = clients

  const csrs = makeRequests(WARM_UP + flows)
  const waiting = new Map()
  const stop = await watchIssued(b, (name) => waiting.get(name)?.())
  const flow = async (i) => {
    const name = `one-${i}`
    const seen = new Promise((resolve) => waiting.set(name, resolve))
    await create(a, name, csrs[i])
    await approve(a, name)
    await seen
    waiting.delete(name)
  }
  await inFlight(WARM_UP, 1, flow)
  const seen = await inFlight(flows, 1, (i) => flow(WARM_UP + i))
  note(
    time('create and approve at one replica, certificate on a watch of the other', seen.p50, seen),
  )
  stop()

  const many = makeRequests(requests + WARM_UP)
  await inFlight(WARM_UP, WIDTH, (i) => create(a, `warm-${i}`, many[requests + i]))
  note(rate('create', await inFlight(requests, WIDTH, (i) => create(a, `r-${i}`, many[i]))))
  const get = (client) => (i) => client.call('GET', `${COLLECTION}/r-${i % requests}`)
  await inFlight(2 * requests, WIDTH, get(a))
  note(rate('get', await inFlight(4 * requests, WIDTH, get(a))))
  await inFlight(requests, WIDTH, get(b))
  note(rate('get at the other', await inFlight(4 * requests, WIDTH, get(b))))
  await Promise.all([a.close(), b.close()])
}
try {
  await withTeardown(measure)
} finally {
  removeDataDir(dir)
}
