/**
 * Floods a server with all kinds of traffic, checks that it responds, and measures its memory.
 *
 *   npm run tool -- load [PHASE…] [--in-cluster] [--flood NAME] [--seconds 8]
 *
 * Without a PHASE, all phases run. `--flood` selects floods of the phase `strangers` by a part of
 * their names; `--seconds` is how long `fairness` and `strangers` measure latency in each flood.
 * With `--in-cluster`, the server hosts two clusters, which the phases use. In `fairness` and
 * `unread`, the user whose latency is measured does not use the flooded cluster.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Running, serve, stop } from '../test/fixtures/process.ts'
import { Client, CONFIG_MAPS, CSRS, REVIEWS, type Where } from './kit/client.ts'
import { CLUSTERS, placeOf } from './kit/cluster-account.ts'
import { type Probed, startProbe } from './kit/probe.ts'
import { mb } from './kit/process-size.ts'
import { fairness, type FairnessSize } from './load/fairness.ts'
import { approval, csr, makeRequests } from './kit/requests.ts'
import { type SlowSize, slowSenders } from './load/slow-senders.ts'
import { arrival } from '../test/fixtures/waits.ts'
import { strangerFloods, type StrangersSize } from './load/stranger-floods.ts'
import { unreadLists, type UnreadSize } from './load/unread.ts'

export interface LoadSize extends SlowSize, FairnessSize, StrangersSize, UnreadSize {
  readonly connections: number
  readonly requestsEach: number
  readonly watchers: number
  readonly slow: number
  readonly handshakes: number
  readonly bodies: number
  readonly approvals: number
}

const FULL: LoadSize = {
  connections: 500,
  requestsEach: 20,
  watchers: 1000,
  slow: 200,
  senders: 200,
  patience: 95,
  handshakes: 10_000,
  bodies: 200,
  approvals: 10_000,
  flood: 190,
  floodSeconds: 8,
  only: '',
  patienceMs: 100,
  unread: 190,
  unreadSeconds: 8,
  unreadBytes: 512 * 1024 * 1024,
}

export interface Phase extends Probed {
  readonly name: string
  /** the result, with figures */
  readonly outcome: string
  readonly problems: readonly string[]
}

interface Stage {
  /** the server; with `--in-cluster`, at the address of the cluster `other` */
  readonly server: Running
  /** address of the cluster `flooded`; undefined without `--in-cluster` */
  readonly flooded: Where | undefined
  readonly client: Client
  readonly size: LoadSize
  readonly problem: (text: string) => void
}

type Work = (stage: Stage) => Promise<string>

/** `500 × 201, 3 × 429` */
const tally = (codes: readonly number[]): string => {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => `${count} × ${code}`).join(', ')
}

/** One user sends requests without pause; another user's occasional requests must be served. */
const connections: Work = async ({ server, size, problem }) => {
  const jane = { 'impersonate-user': 'jane' }
  const flood = new Client(server, { connections: size.connections, headers: jane })
  const codes: number[] = []
  let flooding = true
  const work = Array.from({ length: size.connections }, async () => {
    for (let i = 0; i < size.requestsEach; i++) {
      const { code, headers } = await flood.ask('POST', REVIEWS, {})
      codes.push(code)
      if (code === 429 && headers['retry-after'] !== '1') problem('a 429 without Retry-After')
    }
  })
  const bob = new Client(server, { connections: 1, headers: { 'impersonate-user': 'bob' } })
  const served: number[] = []
  const other = (async () => {
    while (flooding) {
      served.push((await bob.ask('POST', REVIEWS, {})).code)
      await sleep(20)
    }
  })()
  await Promise.all(work)
  flooding = false
  await other
  for (const code of [...codes, ...served])
    if (code !== 201 && code !== 429) problem(`a review was answered with ${code}`)
  if (served.includes(429)) problem('one user was kept out by another')
  flood.close()
  bob.close()
  return `${tally(codes)} for the flooding user, ${tally(served)} for the other`
}

const watchers: Work = async ({ client, size, problem }) => {
  const { metadata } = await client.must('GET', CONFIG_MAPS)
  const path = `${CONFIG_MAPS}?watch=true&resourceVersion=${metadata.resourceVersion}`
  const messages = await Promise.all(
    Array.from({ length: size.watchers }, () =>
      client.open('GET', path, undefined, {}, { agent: false }),
    ),
  )
  const seen = messages.map(
    (message) =>
      new Promise<void>((resolve) => {
        let lines = 0
        message.on('data', (chunk: Buffer) => {
          for (const byte of chunk) if (byte === 0x0a) lines++
          if (lines === 10) resolve()
        })
        message.on('close', () => {
          if (lines < 10) problem('a watch ended early')
          resolve()
        })
      }),
  )
  for (let i = 0; i < 10; i++)
    await client.must('POST', CONFIG_MAPS, { metadata: { generateName: 'watched-' } })
  await Promise.all(seen)
  messages.forEach((message) => message.destroy())
  return `${messages.length} watchers saw 10 changes each`
}

/** Watches that are never read. */
const slowReaders: Work = async ({ client, size, problem }) => {
  const sockets = await Promise.all(
    Array.from({ length: size.slow }, () => client.head('GET', `${CONFIG_MAPS}?watch=true`)),
  )
  const big = { data: { a: 'x'.repeat(200_000) } }
  for (let i = 0; i < 20; i++) {
    await client.must('POST', CONFIG_MAPS, { metadata: { name: `big-${i}` }, ...big })
    await sleep(50)
  }
  const started = performance.now()
  const { code } = await client.ask('GET', `${CONFIG_MAPS}?limit=1`)
  if (code !== 200) problem(`a list was answered with ${code}`)
  const ms = performance.now() - started
  for (let i = 0; i < 20; i++) await client.must('DELETE', `${CONFIG_MAPS}/big-${i}`)
  sockets.forEach((socket) => socket.destroy())
  return `${sockets.length} slow readers, 20 changes of 200 kB; others waited ${ms.toFixed(0)} ms`
}

/** Connections that send part of a TLS handshake, or nothing. */
const handshakes: Work = async ({ client, size, problem }) => {
  const { host, port } = client
  // the first bytes of a TLS record
  const hello = Buffer.from('16030102000100', 'hex')
  const sockets: Socket[] = []
  for (let i = 0; i < size.handshakes; i += 100) {
    const some = Array.from({ length: Math.min(100, size.handshakes - i) }, () =>
      connectTcp(port, host).on('error', () => undefined),
    )
    await Promise.all(some.map((socket) => arrival(socket, 'connect').catch(() => undefined)))
    for (const [n, socket] of some.entries()) if (n % 2 === 0) socket.write(hello)
    sockets.push(...some.map((socket) => socket.resume()))
  }
  // an ordinary handshake
  const { code } = await client.ask('GET', '/readyz', undefined, {}, { agent: false })
  if (code !== 200) problem(`a new connection was answered with ${code}`)
  await sleep(200)
  const open = sockets.filter((socket) => !socket.closed).length
  if (open > 4100) problem(`${open} half-open handshakes are kept`)
  sockets.forEach((socket) => socket.destroy())
  return `${sockets.length} begun, ${open} still open`
}

/** Bodies of the maximum size, all at once. */
const bodies: Work = async ({ server, size, problem }) => {
  const client = new Client(server, { connections: size.bodies })
  const body = JSON.stringify({ data: { a: 'x'.repeat(3 * 1024 * 1024 - 100) } })
  const codes = await Promise.all(
    Array.from(
      { length: size.bodies },
      async () => (await client.ask('POST', CONFIG_MAPS, body)).code,
    ),
  )
  if (codes.some((code) => code !== 422)) problem(`bodies were answered with ${tally(codes)}`)
  client.close()
  return tally(codes)
}

/** CSRs that are created first, then approved all at once. */
const approvals: Work = async ({ server, size, problem }) => {
  const client = new Client(server, { connections: 200 })
  const requests = await makeRequests(100)
  const names = Array.from({ length: size.approvals }, (_, i) => `load-${i}`)
  await Promise.all(
    names.map((name, i) => client.must('POST', CSRS, csr(name, requests[i % 100]!))),
  )
  const began = performance.now()
  const codes = await Promise.all(
    names.map(async (name) => {
      const { code } = await client.ask('PUT', `${CSRS}/${name}/approval`, approval(name))
      return code
    }),
  )
  if (codes.some((code) => code !== 200)) problem(`approvals were answered with ${tally(codes)}`)
  for (let unsigned = names.length; unsigned > 0; await sleep(100)) {
    const { items } = await client.must('GET', CSRS)
    unsigned = items.filter(({ status }: any) => status.certificate === undefined).length
    if (performance.now() - began > 300_000) {
      problem(`${unsigned} requests are not signed after five minutes`)
      break
    }
  }
  const seconds = (performance.now() - began) / 1000
  await client.must('DELETE', CSRS)
  client.close()
  return `${names.length} approved and signed in ${seconds.toFixed(1)} s`
}

export const PHASES: Readonly<Record<string, Work>> = {
  connections,
  watchers,
  slowReaders,
  slowSenders: ({ client, size, problem }) => slowSenders(client, size, problem),
  handshakes,
  bodies,
  unread: ({ server, client, size, problem }) => unreadLists(server, client, size, problem),
  fairness: ({ server, client, size, problem, flooded }) =>
    fairness(server, client, size, problem, flooded),
  strangers: ({ server, size, problem, flooded }) =>
    strangerFloods({ ...server, ...flooded }, size, problem),
  approvals,
}

/** Creates two hosted clusters: one to flood, one for the other user. */
const inClusters = async (host: Running, cwd: string) => {
  const administrator = new Client(host)
  await administrator.must('POST', CLUSTERS, { names: ['flooded', 'other'] })
  const flooded = await placeOf(host, administrator, 'flooded', cwd)
  const other = await placeOf(host, administrator, 'other', cwd)
  administrator.close()
  return { server: { ...host, ...other }, flooded }
}

/**
 * Runs the phases named in `only`, or all, in order against one server. Rejects with the text that
 * the server writes to stderr, if any.
 */
export const load = async (
  size: LoadSize,
  report?: (phase: Phase) => void,
  only: readonly string[] = [],
  isInCluster = false,
): Promise<Phase[]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-load-'))
  const flags = ['--port', '0', '--log-level', 'error', isInCluster ? '--clusters' : '--no-hints']
  const host = await serve(flags, { cwd })
  const { server, flooded } = isInCluster
    ? await inClusters(host, cwd)
    : { server: host, flooded: undefined }
  const client = new Client(flooded ?? server, { connections: 32 })
  const phases: Phase[] = []
  let stderr = ''
  try {
    for (const [name, work] of Object.entries(PHASES)) {
      if (only.length > 0 && !only.includes(name)) continue
      const problems: string[] = []
      const probe = await startProbe(host, host.process.pid!)
      const problem = (text: string): void => void (problems.includes(text) || problems.push(text))
      const outcome = await work({ server, flooded, client, size, problem }).catch(
        (error: unknown) => {
          problem(String(error))
          return 'broke'
        },
      )
      const phase = { name, outcome, ...(await probe.end()), problems }
      phases.push(phase)
      report?.(phase)
    }
  } finally {
    client.close()
    ;({ stderr } = await stop(host))
    rmSync(cwd, { recursive: true, force: true })
  }
  if (stderr !== '') throw new Error(stderr)
  return phases
}

export const main = async (): Promise<boolean> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      flood: { type: 'string', default: FULL.only },
      seconds: { type: 'string', default: String(FULL.floodSeconds) },
      'in-cluster': { type: 'boolean', default: false },
    },
  })
  const phases = await load(
    { ...FULL, only: values.flood, floodSeconds: Number(values.seconds) },
    ({ name, outcome, slowestProbe, slowestAtWork, failedProbes, peak, problems }) => {
      console.log(
        `${name}: ${outcome}; up to ${mb(peak)}, slowest probe ${slowestProbe.toFixed(0)} ms, ${slowestAtWork.toFixed(0)} ms of work, ${failedProbes} failed`,
      )
      for (const problem of problems) console.log(`  ${problem}`)
    },
    positionals,
    values['in-cluster'],
  )
  return phases.every(({ problems, failedProbes }) => problems.length + failedProbes === 0)
}
