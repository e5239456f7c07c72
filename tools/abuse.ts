/**
 * Breaks off connections at random moments, and looks for resources that the server still holds.
 *
 *   npm run tool -- abuse [--connections 500] [--seed N]
 *
 * Each connection sends up to fifty random requests in a row, over HTTP/1.1 with or without TLS, or
 * HTTP/2, and breaks off in the headers, in a body, in the response or after it. Then no request,
 * watch or memory budget may be in use, and the audit log must have the end of each request that
 * has started.
 */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Random } from './kit/random.ts'
import { startServer, type Teardown, type TestServer } from '../test/fixtures/server.ts'
import { report, withTeardown } from './kit/running.ts'
import { type Asked, asks, CONFIG_MAPS, textOf, USERS } from './abuse/random-request.ts'

export interface Abuse {
  readonly connections: number
  readonly requests: number
  /** violations; should be empty */
  readonly problems: readonly string[]
}

const AT_ONCE = 10
/** Number of pauses of 1 ms after which the check gives up, enough for slow machines. */
const PATIENCE_ROUNDS = 10_000

interface Connection {
  readonly socket: Socket
  readonly tcp: Socket
}

const connect = async (url: string): Promise<Connection> => {
  const { protocol, port } = new URL(url)
  const tcp = connectTcp(Number(port), '127.0.0.1')
  if (protocol === 'http:') return { socket: tcp, tcp }
  const socket = connectTls({ socket: tcp, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
  await once(socket, 'secureConnect')
  return { socket, tcp }
}

const breakOff = (random: Random, { socket, tcp }: Connection): void => {
  const way = random.pick(['destroy', 'end', 'reset'] as const)
  if (way === 'end') socket.end()
  if (way === 'reset') tcp.resetAndDestroy()
  setTimeout(() => socket.destroy(), way === 'destroy' ? 0 : 5)
}

/** Waits at random: not at all, a turn of the event loop, up to 20 ms, or up to 500 ms for data. */
const someWhile = async (random: Random, socket: Socket): Promise<void> => {
  const came = new Promise((resolve) => {
    socket.once('data', resolve)
    socket.once('close', resolve)
  })
  const way = random.int(4)
  if (way === 1) await new Promise((resolve) => setImmediate(resolve))
  if (way === 2) await sleep(random.int(20))
  if (way === 3) await Promise.race([came, sleep(500)])
}

const overHttp1 = async (
  random: Random,
  connection: Connection,
  question: readonly Asked[],
): Promise<void> => {
  const { socket, tcp } = connection
  socket.on('error', () => undefined)
  tcp.on('error', () => undefined)
  if (random.chance(2)) socket.pause()
  const all = Buffer.concat(question.map(({ bytes }) => bytes))
  const sent = random.chance(2) ? all : all.subarray(0, random.int(all.length))
  const half = random.int(sent.length + 1)
  socket.write(sent.subarray(0, half))
  if (random.chance(2)) await someWhile(random, socket)
  socket.write(sent.subarray(half))
  await someWhile(random, socket)
  if (socket.destroyed) return
  const closed = new Promise((resolve) => socket.once('close', resolve))
  breakOff(random, connection)
  await closed
}

const { NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants
const CODES = [NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR]

const overHttp2 = async (
  random: Random,
  session: ClientHttp2Session,
  question: readonly Asked[],
): Promise<void> => {
  session.on('error', () => undefined)
  const closed = new Promise((resolve) => session.once('close', resolve))
  for (const { headers, body } of question) {
    const stream = session.request(headers, { endStream: body.length === 0 })
    stream.on('error', () => undefined)
    if (random.chance(2)) stream.resume()
    if (body.length > 0) {
      const whole = random.chance(2)
      stream.write(whole ? body : body.subarray(0, random.int(body.length)))
      if (whole) stream.end()
    }
    if (random.chance(2)) setTimeout(() => stream.close(random.pick(CODES)), random.int(20))
  }
  await sleep(random.int(30))
  if (random.chance(2)) session.goaway(random.pick(CODES))
  if (random.chance(2)) session.close()
  await sleep(random.int(5))
  session.destroy()
  await closed
}

const connectionOf = async (lab: TestServer, random: Random): Promise<number> => {
  const { url, insecureUrl = '', server } = lab
  const asked = asks(random, server.adminToken, 1 + random.int(random.pick([2, 10, 50])))
  const way = random.pick(['tls', 'plain', 'http2'] as const)
  if (way === 'http2')
    await overHttp2(random, connectHttp2(url, { rejectUnauthorized: false }), asked)
  else await overHttp1(random, await connect(way === 'tls' ? url : insecureUrl), asked)
  return asked.length
}

/** Slightly longer than the request timeout. */
const PATIENCE_OF_SERVER_MS = 61_000

/** Waits until the server holds no resources. Resolves with those still held at the end, or ''. */
const leftOf = async (lab: TestServer): Promise<string> => {
  for (let i = 1; ; i++) {
    // while the server does not read a connection, only a timeout can end it
    if (i % 100 === 0) lab.clock.advance(PATIENCE_OF_SERVER_MS)
    const held = Object.entries(lab.server.held).filter(([, much]) => much !== 0)
    if (held.length === 0) return ''
    if (i > PATIENCE_ROUNDS) return held.map(([what, much]) => `${much} ${what}`).join(', ')
    await sleep(1)
  }
}

/** Lines of /metrics that show pending requests other than the one for /metrics. */
const runningOf = async (lab: TestServer): Promise<readonly string[]> => {
  const { text } = await lab.get('/metrics')
  return text
    .split('\n')
    .filter((line) => /^apiserver_(current_inflight|longrunning)_requests\{/.test(line))
    .filter((line) => Number(line.split(' ').at(-1)) > (line.includes('readOnly') ? 1 : 0))
}

const endlessOf = (file: string): readonly string[] => {
  const open = new Map<string, string>()
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { auditID, stage, verb, requestURI, responseStatus } = JSON.parse(line)
    // a failed authentication has only the event ResponseStarted
    // (`k8s.io/apiserver/pkg/endpoints/filters/authn_audit.go`)
    const refused = stage === 'ResponseStarted' && responseStatus?.code === 401
    if (refused || stage === 'ResponseComplete' || stage === 'Panic') open.delete(auditID)
    else open.set(auditID, `${verb} ${requestURI}`)
  }
  return [...open.values()]
}

const BINDING = {
  metadata: { name: 'abuse' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: USERS.map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name })),
}
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'

const MAPS = Array.from({ length: 20 }, (_, i) => ({
  metadata: { name: `a-${i}` },
  data: { a: textOf(i) },
}))

/** Runs connections, several at a time. Stops at the first problem. */
const comeAndGo = async (
  lab: TestServer,
  connections: number,
  seed: number,
): Promise<{ requests: number; problems: string[] }> => {
  const problems: string[] = []
  const warned = (warning: Error): void => void problems.push(`${warning.name}: ${warning.message}`)
  process.on('warning', warned)
  let requests = 0
  for (let done = 0; done < connections && problems.length === 0; done += AT_ONCE) {
    const randoms = Array.from({ length: AT_ONCE }, (_, i) => new Random(seed * 1e6 + done + i))
    const counts = await Promise.all(randoms.map((random) => connectionOf(lab, random)))
    requests += counts.reduce((sum, count) => sum + count, 0)
    const left = await leftOf(lab)
    if (left !== '') problems.push(`after connections ${done} to ${done + AT_ONCE}: ${left}`)
  }
  process.off('warning', warned)
  return { requests, problems }
}

export const abuse = async (t: Teardown, connections: number, seed: number): Promise<Abuse> => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-abuse-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const auditLog = join(folder, 'audit.log')
  const lab = await startServer(t, { insecurePort: 0, auditLog, auditLevel: 'Metadata' })
  await lab.create(BINDINGS, BINDING)
  for (const map of MAPS) await lab.create(CONFIG_MAPS, map)
  const { requests, problems } = await comeAndGo(lab, connections, seed)
  problems.push(...(await runningOf(lab)))
  await lab.close()
  problems.push(...endlessOf(auditLog).map((request) => `no end in the audit log: ${request}`))
  return { connections, requests, problems }
}

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 1000) },
    },
  })
  return withTeardown(async (t) => {
    const { requests, problems } = await abuse(t, Number(values.connections), Number(values.seed))
    console.log(`seed ${values.seed}: ${values.connections} connections, ${requests} requests`)
    return report(problems)
  })
}
