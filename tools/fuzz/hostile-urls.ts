/** Paths, queries and headers, many of them hostile. */
import { type Operation, parametersOf } from '../../test/openapi/document.ts'
import { openapi } from '../../test/openapi/loaded.ts'
import type { Random } from '../kit/random.ts'

const NAMES = [
  'a',
  'b',
  'default',
  'kube-system',
  'settled',
  'system:masters',
  'A_B',
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2f..%2fetc%2fpasswd',
  'a%2Fb',
  '%00',
  'a%00b',
  '%ff%fe',
  '%',
  '%zz',
  '%25',
  '%0d%0aX-Injected:%20y',
  'a;b=c',
  '*',
  "'",
  '%22',
  '\\..\\',
  '%C3%A4',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(300),
  'x'.repeat(10_000),
]

const NUMBERS = ['0', '1', '2', '-1', '', 'abc', '1e3', '0x10', '99999999999999999999', '1.5', ' 1']
const FLAGS = ['true', 'false', '1', '0', '', 'yes', 'TRUE', 'null']
const SELECTORS = [
  '',
  'a=b',
  'a==b,c!=d',
  'a in (b, c)',
  'a notin (b)',
  '!a',
  'a',
  'a in (b',
  'a in b)',
  '=',
  ',',
  ',,,',
  '!!a',
  'a>1',
  'a<b',
  'metadata.name=a',
  'metadata.name=%00',
  'metadata.name!=a,metadata.namespace=default',
  'spec.signerName=kubernetes.io/kube-apiserver-client',
  'metadata.name=a\\,b',
  'metadata.name=a\\',
  '__proto__=a',
  'constructor in (a)',
  '('.repeat(5000),
  'a,'.repeat(5000),
  `a in (${'b,'.repeat(5000)}c)`,
  `${'a/'.repeat(5000)}=b`,
  '='.repeat(5000),
]

const VALUES: Readonly<Record<string, readonly string[]>> = {
  limit: NUMBERS,
  resourceVersion: NUMBERS,
  timeoutSeconds: ['1', '-1', 'x', '0.5'],
  gracePeriodSeconds: NUMBERS,
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'x', ''],
  labelSelector: SELECTORS,
  fieldSelector: SELECTORS,
  fieldManager: ['me', '', 'x'.repeat(200), '\u0000', 'é', '%00'],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'x', ''],
  dryRun: ['All', '', 'x', 'All,All'],
  propagationPolicy: ['Orphan', 'Background', 'Foreground', 'x', ''],
  continue: [
    '',
    'x',
    'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiLi4vLi4ifQ',
    '{}',
    'e30',
  ],
  timeout: ['1s', 'x', '-1s'],
  exclude: ['etcd', 'x', '..'],
}

const SURPRISES = ['', 'a', '%00', '__proto__', '[]', '{}', "'", 'x'.repeat(2000)]

const queryOf = (random: Random, path: string, operation: Operation): string => {
  const known = parametersOf(openapi, path, operation)
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name!)
  const pairs = random
    .some([...known, ...random.some(Object.keys(VALUES)), '__proto__'])
    .slice(0, 4)
  const query = pairs.map((name) => {
    const value = random.chance(6)
      ? random.pick(SURPRISES)
      : random.pick(Object.hasOwn(VALUES, name) ? VALUES[name]! : FLAGS)
    return `${name}=${random.chance(10) ? value.replaceAll(/[^!-~]/g, '') : encodeURIComponent(value)}`
  })
  if (random.chance(20)) query.push(query[0] ?? 'a=b', '&=&', '%zz=%')
  return query.length === 0 ? '' : `?${query.join('&')}`
}

export const targetOf = (random: Random, path: string, operation: Operation): string => {
  const filled = path.replaceAll(/\{\w+\}/g, () =>
    random.chance(3) ? random.pick(NAMES) : random.pick(NAMES.slice(0, 5)),
  )
  const twisted = random.chance(12)
    ? random.pick([
        `/${filled}`,
        filled.replace('/v1', '//v1'),
        filled.replace('/v1', '/v1/..'),
        `${filled}/`,
        `${filled}/${random.pick(NAMES)}`,
        filled.replace('/', '/%2e%2e/'),
        filled.replaceAll('/', '%2f'),
        filled.toUpperCase(),
        `${filled}%00`,
        `${filled};v=1`,
        `${filled}#x`,
      ])
    : filled
  // characters that a request line may not have are left to the raw requests
  return (twisted + queryOf(random, path, operation)).replaceAll(/[^!-~]/g, '')
}

const ACCEPTS = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/json;as=Table;v=v9;g=x',
  'application/json;as=__proto__;v=v1;g=meta.k8s.io',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'text/html',
  '*/*',
  '',
  ',;,;=,',
  'application/json;q=nonsense;q=0.1, text/*;q=2',
  'a/'.repeat(3000),
]

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  authorization: [
    'Bearer x',
    'Bearer',
    'Basic eDp5',
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    '',
  ],
  'impersonate-user': [
    'jane',
    '',
    'system:serviceaccount:a:b',
    'system:node:a',
    'x'.repeat(5000),
    '__proto__',
  ],
  'impersonate-group': ['system:masters', 'a', ''],
  'impersonate-uid': ['1', ''],
  'impersonate-extra-%zz': ['x'],
  'impersonate-extra-__proto__': ['x'],
  'user-agent': ['kubectl/v1.32', '', 'Mozilla/5.0', '\u00ff'.repeat(50), '/'.repeat(500)],
  'if-none-match': ['*', '"x"', 'W/"x", "y"', '"'.repeat(500)],
  'accept-encoding': ['gzip', 'gzip;q=0', 'br, gzip', '*'],
  'audit-id': ['x', '', 'x'.repeat(5000)],
  'x-forwarded-for': ['1.2.3.4'],
  origin: ['null', 'https://evil.example'],
  cookie: ['a=b'],
  'x-http-method-override': ['DELETE'],
}

export const headersOf = (random: Random): Record<string, string> => {
  const headers: Record<string, string> = {}
  if (random.chance(2))
    headers['accept'] = random.pick(random.chance(3) ? ACCEPTS : ACCEPTS.slice(0, 5))
  if (random.chance(4))
    for (const name of random.some(Object.keys(HEADERS)).slice(0, 2))
      headers[name] = random.pick(HEADERS[name]!)
  return headers
}
