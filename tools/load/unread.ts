/**
 * Measures the server's memory and the latency of another user's list, while clients do not read
 * large responses.
 */
import { connect as connectHttp2 } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../../test/fixtures/process.ts'
import { Client, CONFIG_MAPS } from '../kit/client.ts'
import { mb, residentOf } from '../kit/process-size.ts'

export interface UnreadSize {
  /** number of connections of each kind that do not read */
  readonly unread: number
  /** how long the connections stay open, in seconds */
  readonly unreadSeconds: number
  /** the server's memory limit, in bytes */
  readonly unreadBytes: number
}

type Kind = readonly [name: string, path: string, http2: boolean, headers: object]

const GZIP = { 'accept-encoding': 'gzip' }
const WATCH = `${CONFIG_MAPS}?watch=true`
const KINDS: readonly Kind[] = [
  ['HTTP/1.1', CONFIG_MAPS, false, {}],
  ['HTTP/1.1, gzip', CONFIG_MAPS, false, GZIP],
  ['HTTP/2', CONFIG_MAPS, true, {}],
  ['HTTP/2, gzip', CONFIG_MAPS, true, GZIP],
  ['watches', WATCH, false, {}],
  ['watches over HTTP/2', WATCH, true, {}],
]

/** Sends a request over a new connection; resolves with a function that closes the connection. */
const ask = async (client: Client, [, path, http2, headers]: Kind): Promise<() => void> => {
  const { host, port, ca } = client
  if (http2) {
    const session = connectHttp2(`https://${host}:${port}`, { ca })
    session.on('error', () => undefined)
    const stream = session.request({ ...client.headers, ...headers, ':path': path })
    stream.on('error', () => undefined)
    return () => session.destroy()
  }
  const socket = await client.head('GET', path, headers)
  return () => void socket.destroy()
}

const OBJECTS = 30
/** Stores 3 MB of random text, which gzip shortens only by a third. */
const fill = async (client: Client): Promise<void> => {
  for (let i = 0; i < OBJECTS; i++) {
    const a = Array.from({ length: 10_000 }, () => Math.random().toString(36).slice(2, 12)).join('')
    await client.must('POST', CONFIG_MAPS, { metadata: { name: `unread-${i}` }, data: { a } })
  }
}

/**
 * Runs each kind in order; reports the server's maximum memory, and the longest latency of another
 * user's list.
 */
export const unreadLists = async (
  server: Running,
  client: Client,
  { unread, unreadSeconds, unreadBytes }: UnreadSize,
  problem: (text: string) => void,
): Promise<string> => {
  await fill(client)
  const outcomes: string[] = []
  for (const kind of KINDS) {
    const [name] = kind
    const ends = await Promise.all(Array.from({ length: unread }, () => ask(client, kind)))
    const reader = new Client(server, {
      connections: 1,
      headers: { 'impersonate-user': 'reader', 'impersonate-group': 'system:masters' },
    })
    const until = performance.now() + unreadSeconds * 1000
    let [peak, slowest] = [0, 0]
    while (performance.now() < until) {
      const began = performance.now()
      const { code } = await reader.ask('GET', CONFIG_MAPS)
      slowest = Math.max(slowest, performance.now() - began)
      if (code !== 200) problem(`${name}: another user's list was answered with ${code}`)
      peak = Math.max(peak, residentOf(server.process.pid!))
      await sleep(100)
    }
    ends.forEach((end) => end())
    reader.close()
    if (peak > unreadBytes) problem(`${name} took the server to ${mb(peak)}`)
    outcomes.push(`${name} ${mb(peak)}, a list ${slowest.toFixed(0)} ms`)
    await sleep(500)
  }
  for (let i = 0; i < OBJECTS; i++) await client.must('DELETE', `${CONFIG_MAPS}/unread-${i}`)
  return outcomes.join('; ')
}
