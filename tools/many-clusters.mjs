/**
 * Measures ten thousand hosted clusters in one server.
 *
 *   npm run tool -- many-clusters [--count N] [--awake N] [--busy N] [--requests N]
 *
 * Creates COUNT clusters. In AWAKE of them, measures the first request, the memory of a cluster
 * (awake and empty, awake with ten objects, asleep), and the request that wakes a cluster. Then
 * measures REQUESTS creates and REQUESTS gets, first in one cluster, then in BUSY clusters in
 * rotation, over one connection to each. Finally restarts the server. Takes about two minutes,
 * including a minute until unused clusters sleep. Compare figures only within a run.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from '../bench/client.mjs'
import { inFlight, memory, rate, time } from '../bench/measure.mjs'
import { heading, table } from '../bench/report.mjs'
import { newDataDir, removeDataDir, startServer } from '../bench/server.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    awake: { type: 'string', default: '200' },
    busy: { type: 'string', default: '500' },
    requests: { type: 'string', default: '3000' },
  },
})
const [count, awake, busy, requests] = ['count', 'awake', 'busy', 'requests'].map((name) =>
  Number(values[name]),
)

const WIDTH = 16
const AT_ONCE = 1000
const OBJECTS = 10
/** Interval between checks of whether the clusters are asleep, in milliseconds. */
const LOOK_MS = 1000
/** Maximum wait for sleep, in milliseconds: a minute of idleness, and time for writes to disk. */
const SLEEP_MS = 150_000
/** Clusters used as a warm-up, since all clusters share compiled code. */
const WARM = 20
const MB = 2 ** 20
const KB = 1024

const CLUSTERS = '/csrlab/v1/clusters'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const names = Array.from({ length: count }, (_, i) => `c-${String(i).padStart(5, '0')}`)
const limits = { requestsPerSecond: 1_000_000 }

const note = (...figures) => process.stdout.write(table(figures))
const weight = (name, before, after, n) =>
  note({ name, unit: 'KB', value: (after - before) / KB / n, better: 'less' })

const configMap = (name) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { text: 'one of the ten that somebody has made here' },
})

const clientOf = async (host, server, name, connections) => {
  const { body } = await host.call('GET', `${CLUSTERS}/${name}/kubeconfig?way=path`)
  const { user } = JSON.parse(body).users[0]
  const [cert, key] = ['client-certificate-data', 'client-key-data'].map((field) =>
    Buffer.from(user[field], 'base64'),
  )
  const client = new Client({ url: server.url, ca: server.ca, cert, key }, connections)
  return {
    call: (method, path, body) => client.call(method, `/clusters/${name}${path}`, body),
    close: () => client.close(),
  }
}

/** Sends an anonymous request by path, so that one connection serves all clusters. */
const touch = (nobody, name) => nobody.call('GET', `/clusters/${name}/readyz`)

/** Sends requests one by one; prints their latency, and the server's processor time for each. */
const oneByOne = async (name, server, of, work) => {
  const before = server.cpuNs()
  const { p50, p99 } = await inFlight(of.length, 1, (i) => work(of[i]))
  note(time(name, p50, { p50, p99, cpu: (server.cpuNs() - before) / 1e6 / of.length }))
}

const used = names.slice(WARM, WARM + awake)

const fill = async (host, server, name) => {
  const client = await clientOf(host, server, name, 1)
  for (let i = 0; i < OBJECTS; i++) await client.call('POST', CONFIG_MAPS, configMap(`own-${i}`))
  await client.close()
}

const untilAsleep = async (host, of) => {
  const wanted = new Set(of)
  for (let waited = 0; waited < SLEEP_MS; waited += LOOK_MS) {
    const { clusters } = JSON.parse((await host.call('GET', CLUSTERS)).body)
    if (clusters.every(({ name, state }) => state === 'asleep' || !wanted.has(name))) return
    await pause(LOOK_MS)
  }
  throw new Error('The clusters do not go to sleep.')
}

const memories = async (host, server) => {
  const nobody = new Client({ url: server.url, ca: server.ca }, 1)
  for (const name of names.slice(0, WARM)) await fill(host, server, name)
  const bare = await server.memory()
  await oneByOne('first use', server, used, (name) => touch(nobody, name))
  const fresh = await server.memory()
  weight('a new cluster awake, heap', bare.heapUsed, fresh.heapUsed, awake)
  for (const name of used) await fill(host, server, name)
  const full = await server.memory()
  weight('a cluster awake with ten objects, heap', bare.heapUsed, full.heapUsed, awake)
  weight('a cluster awake with ten objects, buffers', bare.external, full.external, awake)
  weight('a cluster awake with ten objects, resident', bare.rss, full.rss, awake)
  await untilAsleep(host, names.slice(0, WARM + awake))
  const asleep = await server.memory()
  // `bare` includes the memory of the warm-up's awake clusters, which is subtracted
  const first = (WARM * (full.heapUsed - bare.heapUsed)) / awake
  weight('a cluster asleep again, heap', bare.heapUsed - first, asleep.heapUsed, WARM + awake)
  await oneByOne('wake', server, used, (name) => touch(nobody, name))
  await nobody.close()
}

const turns = async (label, server, clients) => {
  const phase = async (name, work) => {
    await inFlight(requests / 4, WIDTH, (i) => work(clients[i % clients.length], `w-${i}`))
    const before = server.cpuNs()
    const done = await inFlight(requests, WIDTH, (i) => work(clients[i % clients.length], `n-${i}`))
    note(rate(`${name}, ${label}`, done, (server.cpuNs() - before) / 1e6 / requests))
  }
  await phase('create', (client, name) => client.call('POST', CONFIG_MAPS, configMap(name)))
  await phase('get', (client) => client.call('GET', '/api/v1/namespaces/default'))
}

const rates = async (host, server) => {
  const one = await clientOf(host, server, names.at(-1), WIDTH)
  await turns('one cluster', server, [one])
  await one.close()
  const all = []
  for (const name of names.slice(0, busy)) all.push(await clientOf(host, server, name, 1))
  // opens each connection
  await inFlight(all.length, WIDTH, (i) => all[i].call('GET', '/readyz'))
  await turns(`${busy} in turns`, server, all)
  for (const client of all) await client.close()
}

const dataDir = newDataDir()
const start = () => startServer(dataDir, ['--clusters'], 'dist/cli.js', undefined, true)
let server
try {
  process.stdout.write(heading)
  server = await start()
  const empty = await server.memory()
  const host = new Client(server, WIDTH)
  const begun = performance.now()
  for (let i = 0; i < count; i += AT_ONCE)
    await host.call('POST', CLUSTERS, { names: names.slice(i, i + AT_ONCE), limits })
  const made = performance.now() - begun
  note(time(`${count} made`, made), time('one made', made / count))
  const there = await server.memory()
  weight('a cluster that was never used, heap', empty.heapUsed, there.heapUsed, count)
  await memories(host, server)
  await rates(host, server)
  note(...memory(`server with ${busy} clusters in use`, server.residentMb()))
  await host.close()
  await server.stop()

  const again = performance.now()
  server = await start()
  note(time(`restart with ${count}`, performance.now() - again, { cpu: server.cpuNs() / 1e6 }))
  note(...memory(`server with ${count} clusters asleep`, (await server.memory()).rss / MB))
} finally {
  await server?.stop()
  removeDataDir(dataDir)
}
