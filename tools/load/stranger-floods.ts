/** Floods by clients without valid credentials, while a user's latency is measured. */
import { setMaxListeners } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../../test/fixtures/process.ts'
import { ending } from '../../test/fixtures/waits.ts'
import { Client, CONFIG_MAPS, type Where } from '../kit/client.ts'
import { asNeighbour, type FairnessSize } from './fairness.ts'
import { startProbe } from '../kit/probe.ts'

interface Flooding {
  readonly client: Client
  /** aborted when the flood is over */
  readonly over: AbortSignal
}

/** Destroys a connection when the flood is over; resolves once it is closed. */
const closed = async (
  connection: TLSSocket | ClientHttp2Session,
  over: AbortSignal,
): Promise<void> => {
  const end = (): void => void connection.destroy()
  over.addEventListener('abort', end, { once: true })
  await ending(connection)
  over.removeEventListener('abort', end)
}

/** Runs one connection until it closes or the flood is over. */
type Connection = (flooding: Flooding) => Promise<void>

type StrangerFlood = readonly [connections: number, connection: Connection]

const ANSWER = Buffer.from('HTTP/1.1 ')

const answersIn = (chunk: Buffer): number => {
  let count = 0
  for (let at = chunk.indexOf(ANSWER); at >= 0; at = chunk.indexOf(ANSWER, at + 1)) count++
  return count
}

/** Sends `head` `count` times, waits for `count` responses, and repeats. */
const pipeline =
  (count: number, head: string): Connection =>
  async ({ client, over }) => {
    const socket = await client.socket()
    const bytes = Buffer.from(head.replaceAll('GET /', `GET ${client.prefix}/`).repeat(count))
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
    await closed(socket, over)
  }

/** Sends `head`, then repeats `more` as long as the server accepts it. */
const endless =
  (head: string, more: string, reads = true): Connection =>
  async ({ client, over }) => {
    const socket = await client.socket()
    if (reads) socket.resume()
    const send = (): void => {
      while (!socket.destroyed && socket.write(more.replaceAll('PREFIX', client.prefix)));
    }
    socket.on('drain', send)
    socket.write(head.replace('/', `${client.prefix}/`))
    send()
    await closed(socket, over)
  }

const STREAMS = 100

/** Sends HTTP/2 requests with a window of 0 for responses. */
const withoutWindow =
  (path: string, headers: Readonly<Record<string, string>> = {}): Connection =>
  async ({ client, over }) => {
    const session = connectHttp2(`https://${client.host}:${client.port}`, {
      ca: client.ca,
      settings: { initialWindowSize: 0 },
    })
    session.on('error', () => undefined)
    for (let i = 0; i < STREAMS; i++) {
      const stream = session.request({ ':path': client.prefix + path, ...headers })
      stream.on('error', () => undefined)
    }
    await closed(session, over)
  }

const VERSION = 'GET /version HTTP/1.1\r\nHost: a\r\n\r\n'
const WATCH = `${CONFIG_MAPS}?watch=true`
const CHUNKED = 'POST /version HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
const UPGRADE =
  `GET ${WATCH} HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n'

const STRANGER_FLOODS: Readonly<Record<string, StrangerFlood>> = {
  ...Object.fromEntries(
    [2, 16, 100, 500, 2000].map((count) => [
      `pipelines of ${count}`,
      [8, pipeline(count, VERSION)],
    ]),
  ),
  'pipelines of 500 refusals': [8, pipeline(500, VERSION.replace('version', 'apis'))],
  'pipelines of 500 watches': [8, pipeline(500, VERSION.replace('/version', WATCH))],
  'pipelines of 500 expectations': [
    8,
    pipeline(500, VERSION.replace('Host', 'Expect: 100-continue\r\nHost')),
  ],
  'pipelines with an upgrade': [8, pipeline(1, VERSION.repeat(20) + UPGRADE)],
  'unread pipelines': [20, endless('', VERSION.replace('/', 'PREFIX/').repeat(500), false)],
  'endless heads': [20, endless('GET /version HTTP/1.1\r\nHost: a\r\n', 'a: b\r\n')],
  'endless chunk extensions': [20, endless(CHUNKED, `1;${'x'.repeat(8000)}\r\nx\r\n`)],
  'one endless chunk extension': [20, endless(`${CHUNKED}1;`, 'x'.repeat(8000))],
  'small chunks': [20, endless(CHUNKED, '1\r\nx\r\n'.repeat(2000))],
  'endless trailers': [20, endless(`${CHUNKED}0\r\n`, 'a: b\r\n'.repeat(1000))],
  'window 0: 200': [20, withoutWindow('/version')],
  'window 0: 401': [20, withoutWindow('/version', { authorization: 'Bearer nobody' })],
  'window 0: 403': [20, withoutWindow('/apis')],
  'window 0: 400': [20, withoutWindow('/version?timeout=abc')],
  'window 0: refused watches': [20, withoutWindow(WATCH)],
  'window 0: refused bodies': [
    20,
    withoutWindow(CONFIG_MAPS, { ':method': 'POST', 'content-length': '1000' }),
  ],
  'window 0: missing clusters': [20, withoutWindow('/clusters/nothing/api')],
}

export interface StrangersSize extends Pick<FairnessSize, 'floodSeconds' | 'patienceMs'> {
  /** selects floods by a part of their names */
  readonly only: string
}

/** Runs the selected floods in order. Resolves with the user's latency during each. */
export const strangerFloods = async (
  user: Running & Where,
  { floodSeconds, patienceMs, only }: StrangersSize,
  problem: (text: string) => void,
): Promise<string> => {
  const client = new Client(user, { headers: { authorization: '' } })
  const outcomes: string[] = []
  for (const [name, [connections, connection]] of Object.entries(STRANGER_FLOODS)) {
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
    await sleep(floodSeconds * 250)
    const probe = await startProbe(user, user.process.pid!)
    const [served, codes] = await Promise.all([
      asNeighbour(user, floodSeconds),
      otherStranger(client, floodSeconds),
    ])
    const probed = await probe.end()
    over.abort()
    await all
    const { answered, failedProbes, p99, p99AtWork } = served
    if (answered === 0 || failedProbes > 0)
      problem(`beside ${name}: ${answered} answers, ${failedProbes} failures`)
    const failed = codes.filter((code) => code !== 200)
    if (failed.length > 0)
      problem(
        `beside ${name} another stranger got ${failed.join(', ')} in ${codes.length} requests`,
      )
    if (p99AtWork > patienceMs)
      problem(`beside ${name} the user's p99 was ${p99AtWork.toFixed(0)} ms of processor time`)
    if (probed.failedProbes > 0)
      problem(`beside ${name} ${probed.failedProbes} new connections were not served`)
    outcomes.push(
      `${name} ${p99.toFixed(0)} ms, ${p99AtWork.toFixed(1)} of work, ${probed.slowestAtWork.toFixed(0)} for a new connection`,
    )
  }
  client.close()
  return outcomes.join('; ')
}

/** Resolves with the status codes of another stranger's occasional requests; 0: no response. */
const otherStranger = async (client: Client, seconds: number): Promise<number[]> => {
  const codes: number[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const asked = client.ask('GET', '/version', undefined, {}, { agent: false })
    codes.push(await asked.then(({ code }) => code).catch(() => 0))
    await sleep(100)
  }
  return codes
}
