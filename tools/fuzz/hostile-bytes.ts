/** Requests that no client library would send, as bytes, and the allowed responses. */
import { type Client, CSRS } from '../kit/client.ts'

export interface RawTrick {
  readonly name: string
  readonly bytes: string
  /** allowed sequences of status codes */
  readonly answers: readonly (readonly number[])[]
}

const REFUSED: readonly (readonly number[])[] = [[400]]
/** like Go's server */
const UNKNOWN_CODING: readonly (readonly number[])[] = [[501]]

/**
 * The requests, most with the client's credentials and path prefix. Some hide a second request in
 * their body, which must never be answered.
 */
export const rawTricks = ({ headers: given, prefix }: Client): readonly RawTrick[] => {
  const who = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  const head = (line: string, ...headers: string[]): string =>
    [line.replace(' /', ` ${prefix}/`), 'host: x', ...who, ...headers, '', ''].join('\r\n')
  const [csrs, version] = [prefix + CSRS, `${prefix}/version`]
  const hidden = head(`GET /version HTTP/1.1`, 'connection: close')
  return [
    {
      name: 'Content-Length and Transfer-Encoding',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'content-length: 4', 'transfer-encoding: chunked')}0\r\n\r\n${hidden}`,
      answers: REFUSED,
    },
    {
      name: 'two lengths',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'content-length: 0', 'content-length: 10')}${hidden}`,
      answers: REFUSED,
    },
    {
      name: 'a length with a sign',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'content-length: +4')}{}{}${hidden}`,
      answers: REFUSED,
    },
    {
      name: 'a transfer coding that is not known',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'transfer-encoding: xchunked')}${hidden}`,
      answers: UNKNOWN_CODING,
    },
    {
      name: 'chunked, then identity',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'transfer-encoding: chunked, identity')}0\r\n\r\n${hidden}`,
      answers: REFUSED,
    },
    {
      name: 'a chunk whose length is no number',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'transfer-encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
      answers: REFUSED,
    },
    {
      name: 'a chunk of a huge length',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'transfer-encoding: chunked')}ffffffffffffffffff\r\n{}`,
      answers: REFUSED,
    },
    {
      name: 'a bare LF in a chunk',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'transfer-encoding: chunked')}2\n{}\n0\n\n${hidden}`,
      answers: REFUSED,
    },
    {
      name: 'a bare CR in a header',
      bytes: `GET ${version} HTTP/1.1\r\nhost: x\rx: y\r\n\r\n`,
      answers: REFUSED,
    },
    {
      name: 'a folded header',
      bytes: `GET ${version} HTTP/1.1\r\nhost: x\r\na: b\r\n c\r\nconnection: close\r\n\r\n`,
      answers: [[200], [400]],
    },
    {
      name: 'a folded length',
      bytes: `${head(`POST ${CSRS} HTTP/1.1`, 'content-length:\r\n 4', 'connection: close')}{} {`,
      answers: REFUSED,
    },
    {
      name: 'a space before the colon',
      bytes: `POST ${csrs} HTTP/1.1\r\nhost: x\r\ncontent-length : 4\r\n\r\n{}{}`,
      answers: REFUSED,
    },
    { name: 'a NUL in the path', bytes: head('GET /api\0/v1 HTTP/1.1'), answers: REFUSED },
    { name: 'a NUL in a header', bytes: head('GET /api HTTP/1.1', 'a: b\0c'), answers: REFUSED },
    { name: 'a space in the path', bytes: head('GET /api /v1 HTTP/1.1'), answers: REFUSED },
    {
      name: 'a path that goes up',
      bytes: head('GET /../../etc/passwd HTTP/1.1', 'connection: close'),
      answers: [[404]],
    },
    {
      name: 'a path that goes up from a resource',
      bytes: head('GET /api/v1/../../etc/passwd HTTP/1.1', 'connection: close'),
      answers: [[404]],
    },
    { name: 'another version', bytes: head('GET /version HTTP/9.9'), answers: [[400], [505]] },
    { name: 'no version', bytes: `GET ${version}\r\n\r\n`, answers: REFUSED },
    { name: 'no host', bytes: `GET ${version} HTTP/1.1\r\n\r\n`, answers: REFUSED },
    {
      name: 'two hosts',
      bytes: `GET ${version} HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n`,
      // 403 once the fuzzer has removed anonymous permissions
      answers: [[400], [200], [403]],
    },
    {
      name: 'CONNECT',
      bytes: 'CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n',
      answers: [[], [400], [403], [404], [405]],
    },
    {
      name: 'an upgrade',
      bytes: head('GET /version HTTP/1.1', 'connection: upgrade, close', 'upgrade: websocket'),
      answers: [[200], [400]],
    },
    {
      name: 'an upgrade to HTTP/2',
      bytes: head(
        'GET /version HTTP/1.1',
        'connection: upgrade, http2-settings, close',
        'upgrade: h2c',
        'http2-settings: AAMAAABkAAQAAP__',
      ),
      answers: [[200], [400]],
    },
    {
      name: 'a thousand headers',
      bytes: head(
        'GET /version HTTP/1.1',
        'connection: close',
        ...Array.from({ length: 1000 }, (_, i) => `h${i}: x`),
      ),
      answers: [[200], [431]],
    },
    {
      name: 'a header without end',
      bytes: `GET ${version} HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(1024 * 1024)}`,
      answers: [[431]],
    },
    { name: 'garbage', bytes: '\0\u0001\u0002\u0003\r\n\r\n', answers: REFUSED },
    {
      name: 'the preface of HTTP/2 on HTTP/1.1',
      bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      answers: REFUSED,
    },
  ]
}
