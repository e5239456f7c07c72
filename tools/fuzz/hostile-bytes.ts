/** Malformed and unusual requests, as bytes, and the allowed responses. */
import { type Client, CSRS } from '../kit/client.ts'

/** `codes`: the allowed status codes of the only response; 0: no response. */
export type RawTrick = readonly [name: string, bytes: string, ...codes: readonly number[]]

/**
 * The requests, most with the client's credentials and path prefix. Some hide a second request in
 * their body, which must never be answered.
 */
export const rawTricks = ({ headers: given, prefix }: Client): readonly RawTrick[] => {
  const who = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  const head = (line: string, ...headers: string[]): string =>
    [line.replace(' /', ` ${prefix}/`), 'host: x', ...who, ...headers, '', ''].join('\r\n')
  const post = (...headers: string[]): string => head(`POST ${CSRS} HTTP/1.1`, ...headers)
  const get = (...headers: string[]): string => head('GET /version HTTP/1.1', ...headers)
  const chunked = post('transfer-encoding: chunked')
  const close = 'connection: close'
  const hidden = get(close)
  const bare = `GET ${prefix}/version HTTP/1.1\r\n`
  return [
    [
      'Content-Length and Transfer-Encoding',
      `${post('content-length: 4', 'transfer-encoding: chunked')}0\r\n\r\n${hidden}`,
      400,
    ],
    ['two lengths', post('content-length: 0', 'content-length: 10') + hidden, 400],
    ['a length with a sign', `${post('content-length: +4')}{}{}${hidden}`, 400],
    // like Go's server
    ['an unknown transfer coding', post('transfer-encoding: xchunked') + hidden, 501],
    [
      'chunked, then identity',
      `${post('transfer-encoding: chunked, identity')}0\r\n\r\n${hidden}`,
      400,
    ],
    ['a chunk whose length is no number', `${chunked}zz\r\n{}\r\n0\r\n\r\n`, 400],
    ['a chunk of a huge length', `${chunked}ffffffffffffffffff\r\n{}`, 400],
    ['a bare LF in a chunk', `${chunked}2\n{}\n0\n\n${hidden}`, 400],
    ['a bare CR in a header', `${bare}host: x\rx: y\r\n\r\n`, 400],
    ['a folded header', `${bare}host: x\r\na: b\r\n c\r\n${close}\r\n\r\n`, 200, 400],
    ['a folded length', `${post('content-length:\r\n 4', close)}{} {`, 400],
    ['a space before the colon', `${post('content-length : 4')}{}{}`, 400],
    ['a NUL in the path', head('GET /api\0/v1 HTTP/1.1'), 400],
    ['a NUL in a header', get('a: b\0c'), 400],
    ['a space in the path', head('GET /api /v1 HTTP/1.1'), 400],
    ['a path that goes up', head('GET /../../etc/passwd HTTP/1.1', close), 404],
    ['a path that goes up later', head('GET /api/v1/../../etc/passwd HTTP/1.1', close), 404],
    ['another version', head('GET /version HTTP/9.9'), 400, 505],
    ['no version', `GET ${prefix}/version\r\n\r\n`, 400],
    ['no host', `${bare}\r\n`, 400],
    // 403 once the fuzzer has removed anonymous permissions
    ['two hosts', `${bare}host: a\r\nhost: b\r\n${close}\r\n\r\n`, 200, 400, 403],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n', 0, 400, 403, 404, 405],
    ['an upgrade', get('connection: upgrade, close', 'upgrade: websocket'), 200, 400],
    [
      'an upgrade to HTTP/2',
      get(
        'connection: upgrade, http2-settings, close',
        'upgrade: h2c',
        'http2-settings: AAMAAABkAAQAAP__',
      ),
      200,
      400,
    ],
    [
      'a thousand headers',
      get(close, ...Array.from({ length: 1000 }, (_, i) => `h${i}: x`)),
      200,
      431,
    ],
    ['a header without end', `${bare}host: x\r\na: ${'x'.repeat(1024 * 1024)}`, 431],
    ['garbage', '\0\u0001\u0002\u0003\r\n\r\n', 400],
    ['the preface of HTTP/2 on HTTP/1.1', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ]
}
