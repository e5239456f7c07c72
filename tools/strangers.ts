/**
 * Sends thousands of distinct unauthenticated requests, and fails if the server's memory grows.
 *
 *   npm run tool -- strangers [--count 20000] [--in-cluster]
 *
 * `--count` is the number of requests of each kind in each round. With `--in-cluster`, they go to a
 * hosted cluster, and to clusters that do not exist. Memory is measured after a garbage collection.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { parseArgs } from 'node:util'
import { encodePem } from '../src/ca/pem.ts'
import { certificateDer, commonName, p256, validity } from '../test/ca/builders.ts'
import { type Running, serve, stop } from '../test/fixtures/process.ts'
import { Client, CSRS, type Where } from './kit/client.ts'
import { CLUSTERS, placeOf } from './kit/cluster-account.ts'
import { COLLECTING, mb, sizeOf } from './kit/process-size.ts'
import { ending } from '../test/fixtures/waits.ts'

/** Makes requests that differ by the number `i`. `pad`: text that makes them longer. */
type Stranger = (client: Client, i: number, pad: string) => Promise<void>

const NOBODY = { authorization: '' }

const get = async (client: Client, path: string, headers: object = {}): Promise<void> => {
  await client.ask('GET', path, undefined, { ...NOBODY, ...headers })
}

const knock = async (client: Client, options: ConnectionOptions): Promise<TLSSocket> => {
  const socket = connect({
    host: client.host,
    port: client.port,
    ca: client.ca,
    checkServerIdentity: () => undefined,
    ...options,
  })
  const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
  socket.end(`GET ${client.prefix}/version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  socket.resume()
  await closed
  return socket
}

const KEY = String(p256.export({ type: 'pkcs8', format: 'pem' }))

export const STRANGERS: Readonly<Record<string, Stranger>> = {
  'paths and names': (client, i) =>
    get(client, `/apis/group-${i}/v${i}/namespaces/n${i}/things/t${i}/sub${i}`),
  'queries and selectors': (client, i) =>
    get(
      client,
      `${CSRS}?labelSelector=a${i}%3Db&fieldSelector=metadata.name%3Dn${i}&dryRun=d${i}&x${i}=y`,
    ),
  'known paths': (client, i, pad) =>
    get(client, ['/version', '/healthz', '/api', '/apis', '/openapi/v2', '/livez/ping'][i % 6]!, {
      accept: `application/json;x${i}=${pad}`,
      'if-none-match': `"${i}${pad}"`,
    }),
  'long Accept headers': (client, i, pad) =>
    get(client, '/version', { accept: `application/json;x${i}=${pad.repeat(64)},*/*` }),
  'other headers': (client, i, pad) =>
    get(client, CSRS, {
      'user-agent': `agent-${i}/1${pad}`,
      'x-forwarded-for': `10.0.${(i >> 8) & 255}.${i & 255}`,
      'audit-id': `audit-${i}`,
      'kubectl-command': `command-${i}${pad}`,
      [`impersonate-extra-k${i}`]: `v${i}`,
      'impersonate-user': `u${i}`,
      cookie: `c=${i}${pad}`,
    }),
  tokens: (client, i, pad) => get(client, CSRS, { authorization: `Bearer ${i}.${pad}.${i}` }),
  bodies: async (client, i, pad) => {
    const metadata = { name: `n${i}`, labels: { [`k${i}`]: pad } }
    await client.ask('POST', CSRS, { metadata }, NOBODY)
  },
  methods: async (client, i) => {
    const method = ['OPTIONS', 'HEAD', 'DELETE', 'PUT', 'PATCH', 'PROPFIND', 'TRACE'][i % 7]!
    await client.ask(method, `${CSRS}/n${i}/status`, undefined, NOBODY)
  },
  'TLS server names': async (client, i) => {
    await knock(client, { servername: `host-${i}.example.com` })
  },
  'TLS sessions': async (client, i) => {
    const maxVersion = i % 2 === 0 ? 'TLSv1.2' : 'TLSv1.3'
    const session = (await knock(client, { maxVersion })).getSession()
    if (session !== undefined) await knock(client, { maxVersion, session })
  },
  'client certificates': async (client, i) => {
    const der = certificateDer({
      subject: commonName(`stranger-${i}`),
      validity: validity(0, 4e12),
    })
    await knock(client, { cert: encodePem('CERTIFICATE', der), key: KEY })
  },
  'HTTP/2': async (client, i, pad) => {
    const session = connectHttp2(`https://${client.host}:${client.port}`, {
      ca: client.ca,
    })
    session.on('error', () => undefined)
    const stream = session.request({
      ':path': `${client.prefix}/p${i}`,
      'user-agent': `agent-${i}`,
      accept: `x${i}/${pad}`,
    })
    stream.on('error', () => undefined).resume()
    await ending(stream)
    session.destroy()
  },
}

const LOST: Readonly<Record<string, Stranger>> = {
  'cluster paths': async (client, i) => {
    await client.ask('GET', '/api', undefined, NOBODY, { path: `/clusters/c${i}/api` })
  },
  'cluster names': async (client, i) => {
    await knock(client, { servername: `c${i}.csrlab.internal` })
  },
  'cluster tokens': async (client, i, pad) => {
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: `${i}${pad}` }))
    const authorization = `Bearer ${header.toString('base64url')}.e30.AA`
    await client.ask('GET', '/api', undefined, { authorization }, { path: '/api' })
  },
}

export interface Left {
  readonly kind: string
  /** bytes of memory that a request leaves behind: the minimum of several rounds */
  readonly each: number
  /** bytes of memory that all rounds leave behind, including bounded caches */
  readonly held: number
}

export interface StrangersOptions {
  readonly count: number
  readonly isInCluster?: boolean
  readonly report?: (left: Left) => void
}

const ROUNDS = 4
const AT_ONCE = 8
/** Makes requests longer, so that the memory shows whether the server keeps them. */
const PAD = 'p'.repeat(4096)

const inACluster = async (server: Running, cwd: string): Promise<Where> => {
  const host = new Client(server)
  const limits = { requestsPerSecond: 1_000_000 }
  await host.must('POST', CLUSTERS, { names: ['visited'], limits })
  const where = await placeOf(server, host, 'visited', cwd)
  host.close()
  return where
}

/**
 * Measures the memory that each kind leaves behind. The first round, which fills bounded caches,
 * counts only for `held`.
 */
export const strangers = async ({
  count,
  isInCluster = false,
  report,
}: StrangersOptions): Promise<Left[]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-strangers-'))
  const options = `--port 0 --log-level silent${isInCluster ? ' --clusters' : ''}`
  const server = await serve(options.split(' '), { cwd, env: COLLECTING })
  const where = isInCluster ? await inACluster(server, cwd) : server
  const client = new Client(where, { connections: AT_ONCE })
  const memory = async (): Promise<number> => (await sizeOf(server.process.pid!, cwd)).memory
  const left: Left[] = []
  let number = 0
  try {
    for (const [kind, stranger] of Object.entries({ ...STRANGERS, ...(isInCluster && LOST) })) {
      const round = async (): Promise<void> => {
        const one = async (): Promise<void> => {
          for (let n = 0; n < count / AT_ONCE; n++) await stranger(client, number++, PAD)
        }
        await Promise.all(Array.from({ length: AT_ONCE }, one))
      }
      const first = await memory()
      await round()
      let before = await memory()
      let each = Infinity
      for (let rounds = 0; rounds < ROUNDS; rounds++) {
        await round()
        const after = await memory()
        each = Math.min(each, (after - before) / count)
        before = after
      }
      left.push({ kind, each, held: before - first })
      report?.(left.at(-1)!)
    }
  } finally {
    client.close()
    await stop(server)
    rmSync(cwd, { recursive: true, force: true })
  }
  return left
}

/** Limit for `each`. A kept header, name or session is larger; V8's compilation data is smaller. */
const BYTES_LEFT = 32
/** Limit for `held`, which includes bounded caches. */
export const BYTES_HELD = 8 * 1024 * 1024

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '20000' },
      'in-cluster': { type: 'boolean', default: false },
    },
  })
  const left = await strangers({
    count: Number(values.count),
    isInCluster: values['in-cluster'],
    report: ({ kind, each, held }) =>
      console.log(`${kind}: ${each.toFixed(1)} bytes a request, ${mb(held)} in all`),
  })
  return left.every(({ each, held }) => each < BYTES_LEFT && held < BYTES_HELD)
}
