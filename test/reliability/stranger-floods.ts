/**
 * Floods by clients without credentials: many connections of each kind at once, and how another user fares meanwhile.
 *
 *   npm run flood:strangers -- 5 [NAME]
 *   npm run flood:strangers -- 5 [NAME] --in-cluster
 *
 * The number is that of seconds for each flood; NAME is a part of the names of those to run. With --in-cluster the strangers and the other
 * user come to one cluster of a host, which has the limits that clusters have if nobody says otherwise. Only a server that this program
 * has started on the loopback is flooded.
 */
import { setMaxListeners } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { serve } from '../cli/process.ts'
import { ending } from '../fixtures/waits.ts'
import { Client, CONFIG_MAPS, type Where } from './client.ts'
import { CLUSTERS, pathIn, placeOf } from './cluster-account.ts'
import { startNeighbour } from './neighbour.ts'
import { startProbe } from './probe.ts'
import { mb } from './process-size.ts'

interface Flooding {
  readonly client: Client
  /** aborted when the flood is over */
  readonly over: AbortSignal
}

/** One connection, until it ends or the flood is over. */
type Connection = (flooding: Flooding) => Promise<void>

export interface StrangerFlood {
  readonly connections: number
  readonly connection: Connection
}

const ANSWER = Buffer.from('HTTP/1.1 ')

const answersIn = (chunk: Buffer): number => {
  let count = 0
  for (let at = chunk.indexOf(ANSWER); at >= 0; at = chunk.indexOf(ANSWER, at + 1)) count++
  return count
}

/** Sends `count` requests at a time, and as many again when all are answered. */
const pipeline =
  (count: number, head: string): Connection =>
  async ({ client, over }) => {
    const socket = await client.socket()
    const end = (): void => void socket.destroy()
    over.addEventListener('abort', end, { once: true })
    const bytes = Buffer.from(head.replace('/', `${client.prefix}/`).repeat(count))
    let due = 0
    const send = (): void => {
      due += count
      socket.write(bytes)
    }
    socket.on('data', (chunk: Buffer) => {
      due -= answersIn(chunk)
      if (due <= 0) send()
    })
    send()
    await ending(socket)
    over.removeEventListener('abort', end)
  }

/** Sends `head`, then `more` for as long as the server takes it. */
const endless =
  (head: string, more: string, reads = true): Connection =>
  async ({ client, over }) => {
    const socket = await client.socket()
    const end = (): void => void socket.destroy()
    over.addEventListener('abort', end, { once: true })
    if (reads) socket.resume()
    const send = (): void => {
      while (!socket.destroyed && socket.write(more.replaceAll('PREFIX', client.prefix)));
    }
    socket.on('drain', send)
    socket.write(head.replace('/', `${client.prefix}/`))
    send()
    await ending(socket)
    over.removeEventListener('abort', end)
  }

const STREAMS = 100

/** Asks over HTTP/2 without room for any answer. */
const withoutWindow =
  (path: string, headers: Readonly<Record<string, string>> = {}): Connection =>
  async ({ client, over }) => {
    const session = connectHttp2(`https://${client.host}:${client.port}`, {
      ca: client.ca,
      ...client.tls,
      settings: { initialWindowSize: 0 },
    })
    session.on('error', () => undefined)
    const end = (): void => session.destroy()
    over.addEventListener('abort', end, { once: true })
    for (let i = 0; i < STREAMS; i++) {
      const stream = session.request({ ':path': client.prefix + path, ...headers })
      stream.on('error', () => undefined)
    }
    await ending(session)
    over.removeEventListener('abort', end)
  }

const VERSION = 'GET /version HTTP/1.1\r\nHost: a\r\n\r\n'
const WATCH = `${CONFIG_MAPS}?watch=true`
const CHUNKED = 'POST /version HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
const UPGRADE =
  `GET ${WATCH} HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n'

const many = (connections: number, connection: Connection): StrangerFlood => ({
  connections,
  connection,
})

export const STRANGER_FLOODS: Readonly<Record<string, StrangerFlood>> = {
  ...Object.fromEntries(
    [2, 16, 100, 500, 2000].map((count) => [
      `pipelines of ${count}`,
      many(8, pipeline(count, VERSION)),
    ]),
  ),
  'pipelines of 500 refusals': many(8, pipeline(500, VERSION.replace('version', 'apis'))),
  'pipelines of 500 watches': many(8, pipeline(500, VERSION.replace('/version', WATCH))),
  'pipelines of 500 expectations': many(
    8,
    pipeline(500, VERSION.replace('Host', 'Expect: 100-continue\r\nHost')),
  ),
  'pipelines with an upgrade': many(8, pipeline(1, VERSION.repeat(20) + UPGRADE)),
  'pipelines that nobody reads': many(
    20,
    endless('', VERSION.replace('/', 'PREFIX/').repeat(500), false),
  ),
  'endless heads': many(20, endless('GET /version HTTP/1.1\r\nHost: a\r\n', 'a: b\r\n')),
  'endless chunk extensions': many(20, endless(CHUNKED, `1;${'x'.repeat(8000)}\r\nx\r\n`)),
  'one endless chunk extension': many(20, endless(`${CHUNKED}1;`, 'x'.repeat(8000))),
  'small chunks': many(20, endless(CHUNKED, '1\r\nx\r\n'.repeat(2000))),
  'endless trailers': many(20, endless(`${CHUNKED}0\r\n`, 'a: b\r\n'.repeat(1000))),
  'window 0: 200': many(20, withoutWindow('/version')),
  'window 0: 401': many(20, withoutWindow('/version', { authorization: 'Bearer nobody' })),
  'window 0: 403': many(20, withoutWindow('/apis')),
  'window 0: 400': many(20, withoutWindow('/version?timeout=abc')),
  'window 0: refused watches': many(20, withoutWindow(WATCH)),
  'window 0: refused bodies': many(
    20,
    withoutWindow(CONFIG_MAPS, { ':method': 'POST', 'content-length': '1000' }),
  ),
  'window 0: clusters that are not there': many(20, withoutWindow('/clusters/nothing/api')),
}

export interface StrangersSize {
  readonly seconds: number
  /** a part of the names of those to run */
  readonly only?: string
  readonly isInCluster?: boolean
  /** how long the server may be at work until the other user has an answer, for 99 of 100, in milliseconds */
  readonly patienceMs: number
  /** the most memory that the server may take, in bytes */
  readonly mostBytes: number
  readonly report?: (told: string) => void
}

/** Floods a server and returns the problems found, in words; none is the aim. */
export const floodByStrangers = async ({
  seconds,
  only = '',
  isInCluster = false,
  patienceMs,
  mostBytes,
  report,
}: StrangersSize): Promise<string[]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-flood-strangers-'))
  const options = `--port 0 --log-level error${isInCluster ? ' --clusters' : ''}`
  const server = await serve(options.split(' '), { cwd })
  const pid = server.process.pid!
  const problems: string[] = []
  try {
    let user: Where = server
    if (isInCluster) {
      const host = new Client(server)
      await host.must('POST', CLUSTERS, { names: ['flooded'] })
      user = await placeOf(server, host, 'flooded', cwd)
      host.close()
    }
    const prefix = isInCluster ? pathIn('flooded', '') : ''
    const client = new Client({ ...server, prefix }, { headers: { authorization: '' } })
    for (const [name, { connections, connection }] of Object.entries(STRANGER_FLOODS)) {
      if (!name.includes(only)) continue
      const over = new AbortController()
      setMaxListeners(0, over.signal)
      const flooding = { client, over: over.signal }
      const one = async (): Promise<void> => {
        while (!over.signal.aborted) {
          await connection(flooding).catch(() => undefined)
          await sleep(10)
        }
      }
      const all = Promise.all(Array.from({ length: connections }, one))
      await sleep(seconds * 250)
      const endNeighbour = await startNeighbour(user, pid)
      const endProbe = await startProbe(server, pid)
      const codes: number[] = []
      const end = performance.now() + seconds * 1000
      while (performance.now() < end) {
        const asked = client.ask('GET', '/version', undefined, {}, { agent: false })
        codes.push(await asked.then(({ code }) => code).catch(() => 0))
        await sleep(100)
      }
      const [served, probed] = [await endNeighbour(), await endProbe()]
      over.abort()
      await all
      const { answered, refusals, p99, p99AtWork } = served
      if (answered === 0 || refusals.length > 0)
        problems.push(`beside ${name}: ${answered} answers, ${refusals.length} refused`)
      const failed = codes.filter((code) => code !== 200)
      if (failed.length > 0)
        problems.push(`beside ${name} another stranger got ${failed.join(', ')} of ${codes.length}`)
      if (p99AtWork > patienceMs)
        problems.push(`beside ${name} the other user waited for ${p99AtWork.toFixed(0)} ms of work`)
      if (probed.failedProbes > 0)
        problems.push(`beside ${name} ${probed.failedProbes} new connections were not served`)
      if (probed.peak > mostBytes) problems.push(`${name} took the server to ${mb(probed.peak)}`)
      report?.(
        `${name}: ${p99.toFixed(0)} ms, ${p99AtWork.toFixed(1)} of work; a new connection ${probed.slowestProbe.toFixed(0)} ms, ${probed.slowestAtWork.toFixed(0)} of work; ${mb(probed.peak)}`,
      )
    }
    client.close()
  } finally {
    server.process.kill('SIGKILL')
    await server.ended
    rmSync(cwd, { recursive: true, force: true })
  }
  return problems
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2)
  const problems = await floodByStrangers({
    seconds: Number(args.find((argument) => /^\d+$/.test(argument)) ?? 5),
    only: args.find((argument) => !/^(?:\d+$|--)/.test(argument)) ?? '',
    isInCluster: args.includes('--in-cluster'),
    patienceMs: 100,
    mostBytes: 1024 ** 3,
    report: console.log,
  })
  for (const problem of problems) console.log(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
