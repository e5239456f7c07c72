/** What is measured. Each phase returns figures: `{name, unit, value, better: 'more' | 'less', p50?, p99?}`. */
import { execFileSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { Client } from './client.mjs'
import { inFlight, median, summary } from './measure.mjs'
import { newDataDir, removeDataDir, residentMb, startServer } from './server.mjs'

const WIDTH = 16
const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

const rate = (name, { rate: value, p50, p99 }) => ({
  name,
  unit: '/s',
  value,
  p50,
  p99,
  better: 'more',
})
const time = (name, value) => ({ name, unit: 'ms', value, better: 'less' })
const memory = (name, value) => ({ name, unit: 'MB', value, better: 'less' })

/** Distinct P-256 requests in base64: a repeated one would come out of a cache. */
export const makeRequests = async (count) => {
  const { makeRequest } = await import('../dist/ca/x509.js')
  const requests = []
  for (let i = 0; i < count; i++) {
    const { requestPem } = await makeRequest({ commonName: `user-${i}`, organizations: ['bench'] })
    requests.push(Buffer.from(requestPem).toString('base64'))
  }
  return requests
}

const csr = (name, request, signerName = 'kubernetes.io/kube-apiserver-client') => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name },
  spec: { request, signerName, usages: ['client auth'] },
})

const approval = (name) => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name },
  spec: {},
  status: {
    conditions: [
      { type: 'Approved', status: 'True', reason: 'Bench', message: 'by the benchmark' },
    ],
  },
})

const approve = (client, name) =>
  client.call('PUT', `${COLLECTION}/${name}/approval`, approval(name))

/** Reads newline-separated events; `onEvent` gets each as text. */
const lines = (onEvent) => {
  let rest = ''
  return (chunk) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()
    for (const part of parts) onEvent(part)
  }
}

export const starts = async () => {
  const dir = newDataDir()
  const figures = []
  const first = await startServer(dir)
  figures.push(time('start, new data folder', first.startMs))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  figures.push(memory('memory, idle', residentMb(first.pid)))
  await first.stop()
  removeDataDir(dir)
  return figures
}

/** One pass of the main flow: create, approve, issue, get, list; then what is left weighs. */
export const flow = async (requests) => {
  const dir = newDataDir()
  const server = await startServer(dir)
  const client = new Client(server, WIDTH)
  const figures = []
  const names = requests.map((_, i) => `bench-${String(i).padStart(5, '0')}`)
  const warm = Math.min(200, Math.floor(requests.length / 5))
  await inFlight(warm, WIDTH, (i) => client.call('POST', COLLECTION, csr(names[i], requests[i])))
  const count = requests.length - warm
  figures.push(
    rate(
      'create',
      await inFlight(count, WIDTH, (i) =>
        client.call('POST', COLLECTION, csr(names[warm + i], requests[warm + i])),
      ),
    ),
  )
  let issued = 0
  let allIssued
  const done = new Promise((resolve) => (allIssued = resolve))
  const stop = await client.watch(
    `${COLLECTION}?watch=true&resourceVersion=0&timeoutSeconds=600`,
    lines((line) => {
      if (line.includes('"type":"MODIFIED"') && line.includes('"certificate":"')) issued++
      if (issued === requests.length) allIssued()
    }),
  )
  const begun = performance.now()
  figures.push(
    rate('approve', await inFlight(requests.length, WIDTH, (i) => approve(client, names[i]))),
  )
  await done
  const seconds = (performance.now() - begun) / 1000
  figures.push({
    name: 'approved to issued',
    unit: '/s',
    value: requests.length / seconds,
    better: 'more',
  })
  stop()
  figures.push(memory(`memory after ${requests.length} requests`, residentMb(server.pid)))
  const gets = Math.max(4000, requests.length)
  figures.push(
    rate(
      'get',
      await inFlight(gets, WIDTH, (i) =>
        client.call('GET', `${COLLECTION}/${names[i % names.length]}`),
      ),
    ),
  )
  if (requests.length >= 1000) {
    const get = (query, accept) => () =>
      client.call('GET', `${COLLECTION}?${query}`, undefined, { accept })
    figures.push(
      time(
        'list of 1,000',
        await median(15, get('limit=1000&resourceVersion=', 'application/json')),
      ),
    )
    figures.push(time('list of 1,000 as Table', await median(15, get('limit=1000', TABLE))))
  }
  client.close()
  await server.stop()
  removeDataDir(dir)
  return figures
}

/** One request after another, end to end, as a client that watches sees it. */
export const endToEnd = async (requests) => {
  const dir = newDataDir()
  const server = await startServer(dir)
  const client = new Client(server, 2)
  const waiting = new Map()
  const stop = await client.watch(
    `${COLLECTION}?watch=true&timeoutSeconds=600`,
    lines((line) => {
      if (!line.includes('"certificate":"')) return
      const name = /"name":"([^"]+)"/.exec(line)[1]
      waiting.get(name)?.()
    }),
  )
  const latencies = []
  const begun = performance.now()
  for (const [i, request] of requests.entries()) {
    const name = `one-${i}`
    const at = performance.now()
    const seen = new Promise((resolve) => waiting.set(name, resolve))
    await client.call('POST', COLLECTION, csr(name, request))
    await approve(client, name)
    await seen
    waiting.delete(name)
    latencies.push(performance.now() - at)
  }
  const { p50, p99 } = summary(latencies, (performance.now() - begun) / 1000)
  stop()
  client.close()
  await server.stop()
  removeDataDir(dir)
  return [{ ...time('create, approve, certificate on a watch (p50)', p50), p50, p99 }]
}

/** Many watchers, each to be told of every new object. */
export const watchers = async (requests, count) => {
  const dir = newDataDir()
  const server = await startServer(dir)
  const client = new Client(server, WIDTH)
  const expected = count * requests.length
  let events = 0
  let all
  const done = new Promise((resolve) => (all = resolve))
  const stops = []
  const NEEDLE = Buffer.from('"type":"ADDED"')
  for (let i = 0; i < count; i++) {
    stops.push(
      await client.watch(`${COLLECTION}?watch=true&timeoutSeconds=600`, (chunk) => {
        for (let at = chunk.indexOf(NEEDLE); at >= 0; at = chunk.indexOf(NEEDLE, at + 1)) events++
        if (events >= expected) all()
      }),
    )
  }
  const begun = performance.now()
  await inFlight(requests.length, WIDTH, (i) =>
    client.call('POST', COLLECTION, csr(`w-${i}`, requests[i], 'example.com/bench')),
  )
  await done
  const seconds = (performance.now() - begun) / 1000
  stops.forEach((stop) => stop())
  client.close()
  await server.stop()
  removeDataDir(dir)
  return [
    {
      name: `${count} watchers × ${requests.length} objects`,
      unit: '/s',
      value: expected / seconds,
      better: 'more',
    },
  ]
}

/** A folder with many objects: how long it takes to be served again, and what lists of it cost. */
export const many = async (count) => {
  const dir = newDataDir()
  const [request] = await makeRequests(1)
  let server = await startServer(dir)
  let client = new Client(server, WIDTH)
  await inFlight(count, WIDTH, (i) =>
    client.call(
      'POST',
      COLLECTION,
      csr(`many-${String(i).padStart(6, '0')}`, request, 'example.com/bench'),
    ),
  )
  const figures = [memory(`memory with ${count} requests`, residentMb(server.pid))]
  client.close()
  await server.stop()
  server = await startServer(dir)
  client = new Client(server, WIDTH)
  figures.unshift(time(`start, old data folder with ${count} objects`, server.startMs))
  const get =
    (query, accept = 'application/json') =>
    () =>
      client.call('GET', `${COLLECTION}?${query}`, undefined, { accept })
  figures.push(time(`list of ${count}`, await median(5, get(''))))
  figures.push(time(`list of ${count} as Table`, await median(5, get('', TABLE))))
  figures.push(
    time(
      `list of ${count} in chunks of 500`,
      await median(3, async () => {
        let token = ''
        do {
          const { body } = await get(`limit=500${token && `&continue=${token}`}`)()
          token = /"continue":"([^"]+)"/.exec(body.subarray(0, 500).toString())?.[1] ?? ''
        } while (token !== '')
      }),
    ),
  )
  client.close()
  await server.stop()
  removeDataDir(dir)
  return figures
}

/** In this process: how soon a test has a cluster, and its first certificate. */
export const inProcess = async () => {
  const { startCluster } = await import('../dist/index.js')
  const warm = await startCluster()
  await warm.issue({ commonName: 'warm' })
  await warm.close()
  const figures = [
    time(
      'startCluster() in a warm process',
      await median(7, async () => {
        const cluster = await startCluster()
        await cluster.close()
      }),
    ),
  ]
  figures.push(
    time(
      'startCluster() to a first certificate',
      await median(7, async () => {
        const cluster = await startCluster()
        await cluster.issue({ commonName: 'first' })
        await cluster.close()
      }),
    ),
  )
  return figures
}

const OPENSSL_NAMES = { rsa2048: 'rsa2048', p256: 'ecdsap256' }

/** Signatures per second that `openssl speed` makes on one core; undefined without openssl. */
const opensslSpeed = (algorithm) => {
  try {
    const text = execFileSync('openssl', ['speed', '-seconds', '2', algorithm], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [head, row] = text
      .trim()
      .split('\n')
      .slice(-2)
      .map((line) => line.trim().split(/\s+/))
    return Number(row.at(head.indexOf('sign/s') - head.length))
  } catch {
    return undefined
  }
}

/** The CA alone, without API and store, against bare signatures of OpenSSL. */
export const authority = async (requests) => {
  const { createCertificateAuthority } = await import('../dist/ca/create-authority.js')
  const { parseCertificateRequestPem } = await import('../dist/ca/csr.js')
  const { systemClock: clock, systemEntropy: entropy } = await import('../dist/system.js')
  const figures = []
  for (const keyType of ['rsa2048', 'p256']) {
    const ca = await createCertificateAuthority({ clock, entropy, keyType })
    const issue = (i) =>
      ca.issueForRequest({
        csr: parseCertificateRequestPem(Buffer.from(requests[i % requests.length], 'base64')),
        usages: ['client auth'],
        durationSeconds: 3600,
        now: clock.now(),
      })
    await inFlight(200, 1, issue)
    const { rate: value } = await inFlight(keyType === 'rsa2048' ? 2000 : 6000, 1, issue)
    figures.push({
      name: `the CA alone, ${keyType}, one at a time`,
      unit: '/s',
      value,
      better: 'more',
    })
    const bare = opensslSpeed(OPENSSL_NAMES[keyType])
    if (bare !== undefined)
      figures.push({
        name: `openssl speed ${OPENSSL_NAMES[keyType]}`,
        unit: '/s',
        value: bare,
        better: 'more',
        reference: true,
      })
  }
  return figures
}
