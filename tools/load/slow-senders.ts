/** Clients that send a request or handshake at a byte a second; the server must cut them off. */
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, CONFIG_MAPS } from '../kit/client.ts'
import { arrival } from '../../test/fixtures/waits.ts'

export interface SlowSize {
  /** number of senders of each kind */
  readonly senders: number
  /** in seconds; kinds of senders with a longer time limit are omitted */
  readonly patience: number
}

interface Kind {
  readonly name: string
  /** the server must disconnect within this time */
  readonly seconds: number
  /**
   * sends until the server disconnects, and resolves with the status code of its response; '' for
   * none
   */
  readonly send: (client: Client) => Promise<string>
}

/** Resolves once the stream has closed, even after an error. */
const closed = (stream: Duplex): Promise<unknown> =>
  new Promise((resolve) => stream.once('close', resolve))

/** Sends byte after byte until the server disconnects; resolves with the response's code, or ''. */
const trickle = async (socket: Socket, bytes: Buffer): Promise<string> => {
  let [sent, came] = [0, '']
  const sending = setInterval(() => {
    if (socket.writable) socket.write(bytes.subarray(sent, ++sent))
  }, 1000)
  socket.on('data', (chunk: Buffer) => (came += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  // sockets of `Client.head` are paused
  socket.resume()
  await closed(socket)
  clearInterval(sending)
  return /^HTTP\/1\.1 (\d+)/.exec(came)?.[1] ?? ''
}

/** A path with a timeout of two seconds instead of a minute. */
const POST = `${CONFIG_MAPS}?timeout=2s`

const bodyOverHttp1 = async (client: Client): Promise<string> => {
  const socket = await client.head('POST', POST, { 'content-length': 1000 })
  return trickle(socket, Buffer.alloc(1000, ' '))
}

const bodyOverHttp2 = async ({ host, port, ca, headers }: Client): Promise<string> => {
  const session = connectHttp2(`https://${host}:${port}`, { ca })
  const stream = session.request({ ...headers, ':method': 'POST', ':path': POST })
  const sending = setInterval(() => {
    if (stream.writable) stream.write(' ')
  }, 1000)
  stream.on('error', () => undefined)
  const [response] = (await arrival(stream, 'response')) as [Record<string, unknown>]
  stream.resume()
  await closed(stream)
  clearInterval(sending)
  session.destroy()
  return String(response[':status'])
}

/** A TLS record with fewer bytes than its header announces. */
const HELLO = Buffer.concat([Buffer.from('16030102000100', 'hex'), Buffer.alloc(500)])

const HEADERS = Buffer.from(`GET /api HTTP/1.1\r\n${'x: y\r\n'.repeat(200)}`)

/** The HTTP/2 preface, a SETTINGS frame, and the first bytes of a HEADERS frame. */
const SESSION = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from('000000040000000000', 'hex'),
  Buffer.from('0003e8010000000001', 'hex'),
])

const headersOverHttp2 = async (client: Client): Promise<string> => {
  const socket = await client.socket('h2')
  socket.write(SESSION)
  return trickle(socket, Buffer.alloc(1000))
}

const KINDS: readonly Kind[] = [
  { name: 'a body over HTTP/1.1', seconds: 10, send: bodyOverHttp1 },
  { name: 'a body over HTTP/2', seconds: 10, send: bodyOverHttp2 },
  {
    name: 'a handshake',
    seconds: 35,
    send: ({ host, port }) => trickle(connectTcp(port, host), HELLO),
  },
  {
    name: 'headers over HTTP/1.1',
    seconds: 40,
    send: async (client) => trickle(await client.socket(), HEADERS),
  },
  { name: 'headers over HTTP/2', seconds: 95, send: headersOverHttp2 },
]

/** Runs senders of a kind concurrently, and reports the outcome. */
const run = async (
  client: Client,
  { name, seconds, send }: Kind,
  senders: number,
  problem: (text: string) => void,
): Promise<string> => {
  const started = performance.now()
  const all = Promise.all(Array.from({ length: senders }, () => send(client)))
  const codes = await Promise.race([all, sleep((seconds + 5) * 1000, undefined, { ref: false })])
  const took = (performance.now() - started) / 1000
  if (took > seconds) problem(`${name} was not disconnected for ${took.toFixed(1)} s`)
  const told = [...new Set(codes)].filter((code) => code !== '').join(' and ')
  return `${name} ${took.toFixed(1)} s${told === '' ? '' : `, ${told}`}`
}

/**
 * Runs all kinds whose time limit is at most `patience` at once, while other requests run. Resolves
 * with a report on each kind.
 */
export const slowSenders = async (
  client: Client,
  { senders, patience }: SlowSize,
  problem: (text: string) => void,
): Promise<string> => {
  let running = true
  let slowest = 0
  const others = (async () => {
    while (running) {
      const started = performance.now()
      const { code } = await client.ask('GET', `${CONFIG_MAPS}?limit=1`)
      if (code !== 200) problem(`a list was answered with ${code}`)
      slowest = Math.max(slowest, performance.now() - started)
      await sleep(100)
    }
  })()
  const kinds = KINDS.filter(({ seconds }) => seconds <= patience)
  const told = await Promise.all(kinds.map((kind) => run(client, kind, senders, problem)))
  running = false
  await others
  return `${senders} of each: ${told.join('; ')}; others waited ${slowest.toFixed(0)} ms`
}
