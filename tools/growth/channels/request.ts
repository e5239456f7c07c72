/** Texts before the body: path, query, headers and tokens. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parametersOf } from '../../../test/openapi/document.ts'
import { openapi, operations } from '../../../test/openapi/loaded.ts'
import { CONFIG_MAPS, CSRS } from '../../kit/client.ts'
import { CHARACTER_LIMIT, type Channel } from './channel.ts'
import type { Transport } from './transports.ts'

const SRC = new URL('../../../src/', import.meta.url).pathname

/** Names of headers that the server reads, extracted from the sources by pattern. */
const headerNames = (): string[] => {
  const names = new Set<string>()
  for (const room of ['http', 'authn', 'audit']) {
    for (const file of readdirSync(join(SRC, 'apiserver', room), {
      recursive: true,
      encoding: 'utf8',
    })) {
      if (!file.endsWith('.ts')) continue
      const source = readFileSync(join(SRC, 'apiserver', room, file), 'utf8')
      for (const [, name] of source.matchAll(
        /(?:headers\[|\.get\(|[{,]\s*)'([a-z]+(?:-[a-z]+)+)'[\]):]/g,
      ))
        names.add(name!)
      for (const [, name] of source.matchAll(/\bheaders\.([a-z]+)\b/g)) names.add(name!)
    }
  }
  return [...names].filter((name) => !NOT_FREE.has(name)).sort()
}

/** Headers that control the connection, and matches of the pattern that are not headers. */
const NOT_FREE = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
  'get',
  'set',
  'size',
])

/** Percent-encodes only the characters that a path in a request line cannot hold. */
const raw = (text: string): string => text.replaceAll(/[^!-~]|[#?]/gu, encodeURIComponent)

/** Replaces what Node does not send in headers: control characters, and all beyond Latin-1. */
const headerValue = (text: string): string => text.replaceAll(/[^\t -~\u0080-\u00ff]/gu, '?')

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** A short run tries every fifth channel of the later transports, which share most code. */
const isShort = (at: number, transport: number): boolean => transport === 0 || at % SHARED === 0
const SHARED = 5

export const requestChannels = ({ name: over, get }: Transport, transport: number): Channel[] => {
  const channel = (name: string, send: (text: string) => Promise<void>): Channel => ({
    name: `${name}, ${over}`,
    longest: CHARACTER_LIMIT,
    short: true,
    send,
  })
  const query = new Set(
    operations.flatMap(([path, , operation]) =>
      parametersOf(openapi, path, operation).flatMap((parameter) =>
        parameter.in === 'query' ? [parameter.name!] : [],
      ),
    ),
  )
  const channels = [
    channel('path', (text) => get(`/${raw(text)}`)),
    channel('anonymous path', (text) => get(`/a${raw(text)}`, { authorization: '' })),
    channel('path, encoded', (text) => get(`/${encodeURIComponent(text)}`)),
    channel('name in a path', (text) => get(`${CSRS}/${raw(text)}`)),
    channel('namespace in a path', (text) => get(`/api/v1/namespaces/${raw(text)}/configmaps/a`)),
    channel('group in a path', (text) => get(`/apis/${raw(text)}/v1/things/a`)),
    channel('whole URL as target', (text) => get(`http://${raw(text)}/api`)),
    channel('query', (text) => get(`${CONFIG_MAPS}?${raw(text)}`)),
    channel('continue token', (text) =>
      get(
        `${CSRS}?limit=1&continue=${base64url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: text }))}`,
      ),
    ),
    ...[...query].map((name) =>
      channel(`query ${name}`, (text) => get(`${CSRS}?${name}=${encodeURIComponent(text)}`)),
    ),
    ...['labelSelector', 'fieldSelector'].flatMap((name) =>
      ['a=', 'a in (', '!', 'metadata.name=', 'a notin (b,'].map((head) =>
        channel(`query ${name}=${head}`, (text) =>
          get(`${CSRS}?${name}=${encodeURIComponent(head + text)}`),
        ),
      ),
    ),
    ...headerNames().map((name) =>
      channel(`header ${name}`, (text) => get(CSRS, { [name]: headerValue(text) })),
    ),
    ...headerNames().map((name) =>
      channel(`header ${name}, of an unknown name`, (text) =>
        get(`${CSRS}/a`, { [name]: headerValue(text) }),
      ),
    ),
    channel('header name', (text) =>
      get(CSRS, {
        [`impersonate-extra-${encodeURIComponent(text).replaceAll(/[^\w%-]/g, 'a')}`]: 'a',
      }),
    ),
    channel('Accept of one type', (text) =>
      get(CSRS, { accept: `application/json;${headerValue(text)}` }),
    ),
    channel('Accept of discovery', (text) =>
      get('/apis', { accept: `application/json;g=${headerValue(text)}` }),
    ),
    channel('Accept of OpenAPI', (text) => get('/openapi/v2', { accept: headerValue(text) })),
    channel('many headers', (text) =>
      get(CSRS, {
        'impersonate-group': Array.from({ length: text.length / 256 }, (_, i) => `g${i}`),
      }),
    ),
    ...['Bearer ', 'Bearer a.b.', 'Bearer abcdef.', 'Basic '].map((head) =>
      channel(`token ${head}`, (text) => get(CSRS, { authorization: head + headerValue(text) })),
    ),
    channel('token, its header', (text) =>
      get(CSRS, { authorization: `Bearer ${base64url(text)}.e30.AA` }),
    ),
    channel('token, its claims', (text) =>
      get(CSRS, {
        authorization: `Bearer ${base64url('{"alg":"RS256"}')}.${base64url(JSON.stringify({ iss: text, sub: text }))}.AA`,
      }),
    ),
  ]
  return channels.map((each, at) => ({ ...each, short: isShort(at, transport) }))
}
