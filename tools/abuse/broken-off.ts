/** Requests of every kind, as HTTP/1.1 bytes and as HTTP/2 streams. */
import type { OutgoingHttpHeaders } from 'node:http2'
import type { Random } from '../kit/random.ts'

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
/** Administrators who, unlike system:masters, are subject to limits. */
export const USERS = ['ann', 'bob', 'cid'] as const
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

export interface Asked {
  /** the request over HTTP/1.1 */
  readonly bytes: Buffer
  /** the headers over HTTP/2 */
  readonly headers: OutgoingHttpHeaders
  /** empty if there is none */
  readonly body: Buffer
}

interface Kind {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** chunked over HTTP/1.1 */
  readonly chunked?: true
}

/** A text of 100 kB. */
export const textOf = (i: number): string => `${i} `.repeat(50_000).slice(0, 100_000)

const LARGE = JSON.stringify({ metadata: { name: 'NOT' }, data: { a: 'x'.repeat(400_000) } })
const SMALL = JSON.stringify({ metadata: { generateName: 'made-' } })
const LIST = `${CONFIG_MAPS}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`

const KINDS: readonly Kind[] = [
  { method: 'GET', path: '/readyz' },
  { method: 'GET', path: '/openapi/v2', headers: { 'accept-encoding': 'gzip' } },
  { method: 'GET', path: `${CONFIG_MAPS}/a-0` },
  { method: 'GET', path: CONFIG_MAPS },
  { method: 'GET', path: CONFIG_MAPS, headers: { 'accept-encoding': 'gzip' } },
  { method: 'GET', path: CONFIG_MAPS, headers: { accept: 'application/yaml' } },
  { method: 'GET', path: `${CONFIG_MAPS}?resourceVersion=999999999` },
  { method: 'GET', path: `${CONFIG_MAPS}?watch=true` },
  { method: 'GET', path: `${CONFIG_MAPS}?watch=true&resourceVersion=1` },
  { method: 'GET', path: LIST, headers: { 'accept-encoding': 'gzip' } },
  { method: 'HEAD', path: CONFIG_MAPS },
  { method: 'OPTIONS', path: CONFIG_MAPS },
  { method: 'POST', path: REVIEWS, body: '{}' },
  { method: 'POST', path: CONFIG_MAPS, body: SMALL },
  { method: 'POST', path: CONFIG_MAPS, body: LARGE },
  { method: 'POST', path: CONFIG_MAPS, body: LARGE, chunked: true },
  { method: 'POST', path: CONFIG_MAPS, body: LARGE, headers: { expect: '100-continue' } },
  {
    method: 'POST',
    path: CONFIG_MAPS,
    body: 'a: [',
    headers: { 'content-type': 'application/yaml' },
  },
  { method: 'PUT', path: `${CONFIG_MAPS}/a-1`, body: LARGE },
  {
    method: 'PATCH',
    path: `${CONFIG_MAPS}/a-2`,
    body: '{"data":{"b":"c"}}',
    headers: { 'content-type': 'application/merge-patch+json' },
  },
  { method: 'DELETE', path: `${CONFIG_MAPS}/a-3` },
  { method: 'DELETE', path: `${CONFIG_MAPS}?labelSelector=made&dryRun=All` },
  { method: 'GET', path: '/nowhere' },
  { method: 'GET', path: CONFIG_MAPS, headers: { authorization: 'Bearer wrong' } },
  { method: 'PURGE', path: CONFIG_MAPS },
]

/** An upgrade over HTTP/1.1; an ordinary watch over HTTP/2. */
const WEBSOCKET: Kind = {
  method: 'GET',
  path: `${CONFIG_MAPS}?watch=true`,
  headers: {
    connection: 'upgrade',
    upgrade: 'websocket',
    origin: 'http://a',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
  },
}

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ])

const asked = (kind: Kind, token: string, user: string): Asked => {
  const { method, path, chunked: inChunks = false } = kind
  const body = Buffer.from(kind.body ?? '')
  const headers = {
    authorization: `Bearer ${token}`,
    'impersonate-user': user,
    ...(body.length > 0 && { 'content-type': 'application/json' }),
    ...kind.headers,
  }
  const framing =
    body.length === 0
      ? ''
      : inChunks
        ? 'transfer-encoding: chunked\r\n'
        : `content-length: ${body.length}\r\n`
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}${framing}\r\n`
  const { connection: _, upgrade: __, ...streamHeaders } = headers as Record<string, string>
  return {
    bytes: Buffer.concat([Buffer.from(head), inChunks ? chunked(body) : body]),
    headers: { ...streamHeaders, ':method': method, ':path': path },
    body,
  }
}

/** Random requests, `count` of them; sometimes the last one is a WebSocket. */
export const asks = (random: Random, token: string, count: number): readonly Asked[] => {
  const user = random.pick(USERS)
  return Array.from({ length: count }, (_, i) =>
    asked(i === count - 1 && random.chance(4) ? WEBSOCKET : random.pick(KINDS), token, user),
  )
}
