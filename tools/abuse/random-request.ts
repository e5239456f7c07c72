/** Random requests of many kinds: bytes for HTTP/1.1, headers and body for HTTP/2. */
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
  readonly body: Buffer
}

type Kind = readonly [
  method: string,
  path: string,
  body?: string,
  headers?: Readonly<Record<string, string>>,
]

export const textOf = (i: number): string => `${i} `.repeat(50_000).slice(0, 100_000)

const LARGE = JSON.stringify({ metadata: { name: 'NOT' }, data: { a: 'x'.repeat(400_000) } })
const SMALL = JSON.stringify({ metadata: { generateName: 'made-' } })
const LIST = `${CONFIG_MAPS}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`

const GZIP = { 'accept-encoding': 'gzip' }
const CHUNKED = { 'transfer-encoding': 'chunked' }
const type = (value: string) => ({ 'content-type': `application/${value}` })

const KINDS: readonly Kind[] = [
  ['GET', '/readyz'],
  ['GET', '/openapi/v2', '', GZIP],
  ['GET', `${CONFIG_MAPS}/a-0`],
  ['GET', CONFIG_MAPS],
  ['GET', CONFIG_MAPS, '', GZIP],
  ['GET', CONFIG_MAPS, '', { accept: 'application/yaml' }],
  ['GET', `${CONFIG_MAPS}?resourceVersion=999999999`],
  ['GET', `${CONFIG_MAPS}?watch=true`],
  ['GET', `${CONFIG_MAPS}?watch=true&resourceVersion=1`],
  ['GET', LIST, '', GZIP],
  ['HEAD', CONFIG_MAPS],
  ['OPTIONS', CONFIG_MAPS],
  ['POST', REVIEWS, '{}'],
  ['POST', CONFIG_MAPS, SMALL],
  ['POST', CONFIG_MAPS, LARGE],
  ['POST', CONFIG_MAPS, LARGE, CHUNKED],
  ['POST', CONFIG_MAPS, LARGE, { expect: '100-continue' }],
  ['POST', CONFIG_MAPS, 'a: [', type('yaml')],
  ['PUT', `${CONFIG_MAPS}/a-1`, LARGE],
  ['PATCH', `${CONFIG_MAPS}/a-2`, '{"data":{"b":"c"}}', type('merge-patch+json')],
  ['DELETE', `${CONFIG_MAPS}/a-3`],
  ['DELETE', `${CONFIG_MAPS}?labelSelector=made&dryRun=All`],
  ['GET', '/nowhere'],
  ['GET', CONFIG_MAPS, '', { authorization: 'Bearer wrong' }],
  ['PURGE', CONFIG_MAPS],
]

/** An upgrade over HTTP/1.1; an ordinary watch over HTTP/2. */
const WEBSOCKET: Kind = [
  'GET',
  `${CONFIG_MAPS}?watch=true`,
  '',
  {
    connection: 'upgrade',
    upgrade: 'websocket',
    origin: 'http://a',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
  },
]

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ])

const asked = ([method, path, text = '', more]: Kind, token: string, user: string): Asked => {
  const body = Buffer.from(text)
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    'impersonate-user': user,
    ...(text !== '' && more !== CHUNKED && { 'content-length': String(body.length) }),
    ...(text !== '' && { 'content-type': 'application/json' }),
    ...more,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}\r\n`
  // HTTP/2 forbids connection-specific headers
  const { connection: _, upgrade: __, 'transfer-encoding': ___, ...streamHeaders } = headers
  delete streamHeaders['content-length']
  return {
    bytes: Buffer.concat([Buffer.from(head), more === CHUNKED ? chunked(body) : body]),
    headers: { ...streamHeaders, ':method': method, ':path': path },
    body,
  }
}

/** Random requests, `count` of them; sometimes the last one opens a WebSocket. */
export const asks = (random: Random, token: string, count: number): readonly Asked[] => {
  const user = random.pick(USERS)
  return Array.from({ length: count }, (_, i) =>
    asked(i === count - 1 && random.chance(4) ? WEBSOCKET : random.pick(KINDS), token, user),
  )
}
