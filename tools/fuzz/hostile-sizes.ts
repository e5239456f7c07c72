/** Requests of maximum size, as dry runs; and texts that are costly to parse, in many places. */
import { CONFIG_MAPS, CSRS } from '../kit/client.ts'
import { BODY_BYTES, fill } from '../kit/fill.ts'
import type { Hostile } from './fuzzer.ts'

type Make = (body: string) => Hostile
const dry =
  (method: string, path: string, type = 'application/json'): Make =>
  (body) => ({
    method,
    path: `${path}?dryRun=All&fieldManager=m`,
    headers: { 'content-type': type },
    body,
  })
const map = dry('POST', CONFIG_MAPS)
const csr = dry('POST', CSRS)
const yaml = dry('POST', CONFIG_MAPS, 'application/yaml')
const ONE = `${CONFIG_MAPS}/one`
const jsonPatch = dry('PATCH', ONE, 'application/json-patch+json')
const mergePatch = dry('PATCH', ONE, 'application/merge-patch+json')
const strategicPatch = dry('PATCH', ONE, 'application/strategic-merge-patch+json')
const apply = dry('PATCH', ONE, 'application/apply-patch+yaml')

const named = '{"metadata":{"name":"l"},'
const metadata = '{"metadata":{"name":"l",'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
const usages = `${named}"spec":{"signerName":"a.b/c","request":"","usages":[`

/** Bodies of many small items. `test/tools/many-values.slow.test.ts` has more. */
const MANY: readonly (readonly [Make, string, (i: number) => string, string])[] = [
  [map, '{', (i) => `"unknown${i}":1,`, '"z":1}'],
  [map, '{', () => '"a":1,', '"a":1}'],
  [map, `${metadata}"labels":{`, (i) => `"l${i}":"x",`, '"z":"x"}}}'],
  [map, `${metadata}"finalizers":[`, (i) => `"a${i}",`, '"a"]}}'],
  [map, `${metadata}"finalizers":[`, () => '"a",', '"a"]}}'],
  [map, `${metadata}"ownerReferences":[`, () => '{},', '{}]}}'],
  [map, `${metadata}"managedFields":[`, () => '{},', '{}]}}'],
  [csr, usages, () => '"any",', '"any"]}}'],
  [dry('POST', REVIEWS), '{"spec":{"user":"a","groups":[', () => '"g",', '"g"]}}'],
  [
    dry('POST', '/api/v1/namespaces/default/pods'),
    `${named}"spec":{"containers":[`,
    () => '{},',
    '{}]}}',
  ],
  [yaml, '', () => 'a: 1\n', ''],
  [yaml, 'a: &a {b: c}\nd:\n', () => '- *a\n', ''],
  [jsonPatch, '[', (i) => `{"op":"copy","from":"/data","path":"/data/${i}"},`, '{}]'],
  [strategicPatch, '{"metadata":{"finalizers":[', (i) => `"${i}",`, '"z"]}}'],
]

/** maximum number of items; if each has one value, the server's limit of 12,000 is not exceeded */
const MOST = 11_900
const MIB = 1024 * 1024 - 1000

/** Each list contains the previous list ten times. */
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`))
  .join('\n')

const SINGLE: readonly (() => Hostile)[] = [
  // not a dry run: the patches need this object
  () => ({
    method: 'POST',
    path: CONFIG_MAPS,
    body: '{"metadata":{"name":"one"},"data":{"a":"x"}}',
  }),
  // the maximum size of a config map, in one value and in many
  () => map(`${named}"data":{"a":"${'x'.repeat(MIB)}"}}`),
  () => map(fill(`${named}"data":{`, (i) => `"key${i}":"value",`, '"z":""}}', MIB)),
  () => map(`${named}"data":{"a":"${'x'.repeat(BODY_BYTES - 100)}"}}`),
  () => map(`${'{"a":'.repeat(9000)}{${'"b":1,'.repeat(400_000)}"c":1}${'}'.repeat(9000)}`),
  () => map(`${'['.repeat(9000)}${']'.repeat(9000)}`),
  () =>
    csr(
      `${named}"spec":{"signerName":"a.b/c","usages":["any"],"request":"${'QUFB'.repeat(BODY_BYTES / 5)}"}}`,
    ),
  () => map('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  () => yaml('__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}'),
  () => mergePatch('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  () => jsonPatch('[{"op":"add","path":"/__proto__/polluted","value":true}]'),
  // YAML
  ...[
    bomb,
    'a: &a [*a]',
    'a: &a {b: *a}\n<<: *a',
    `${'- '.repeat(3000)}a`,
    `${'? '.repeat(3000)}a`,
    '['.repeat(20_000),
    '{a: '.repeat(20_000),
    '&a '.repeat(2000),
    Array.from({ length: 2000 }, (_, i) => `k${i}: {<<: {a: b}}`).join('\n'),
  ].map((text) => () => yaml(text)),
  // URLs
  ...[
    `${CSRS}?labelSelector=${'a,'.repeat(100_000)}a`,
    `${CSRS}?labelSelector=a+in+(${'b,'.repeat(100_000)}b)`,
    `${CSRS}?fieldSelector=${'metadata.name=a,'.repeat(20_000)}`,
    `${CSRS}?${'a&'.repeat(200_000)}`,
    `/api/v1${'/a'.repeat(200_000)}`,
    `/${'%2f'.repeat(200_000)}`,
  ].map((path) => () => ({ method: 'GET', path })),
]

const UNITS = [...'/ \t:*0"\'\\,.a=-([{&é']
const PAIRS = ['a,', 'a=', 'a.', 'a/', 'a:', 'a ', '\\,', '- ', '1e', '%2f', '{}', '~1', '(a']

/** Work that grows with the square of this length would take seconds. */
const LENGTH = 64 * 1024

/** Repetitions of each unit; every second text ends with `!`, so matching fails only at its end. */
const texts = (): string[] =>
  [...UNITS, ...PAIRS].flatMap((unit) => [
    unit.repeat(LENGTH / unit.length),
    `x${unit.repeat(LENGTH / unit.length)}!`,
  ])

const get = (path: string, headers: Record<string, string> = {}): Hostile => ({
  method: 'GET',
  path,
  headers,
})
const quoted = JSON.stringify

const IN_HEADS: readonly ((text: string) => Hostile)[] = [
  (text) => get(`/api/v1/${encodeURIComponent(text)}`),
  ...['labelSelector', 'fieldSelector', 'continue', 'resourceVersion', 'limit'].map(
    (name) => (text: string) => get(`${CONFIG_MAPS}?${name}=${encodeURIComponent(text)}`),
  ),
  ...['accept', 'authorization', 'content-type', 'if-none-match', 'cookie', 'user-agent'].map(
    (name) => (text: string) => get('/openapi/v2', { [name]: text }),
  ),
]
const IN_BODIES: readonly ((text: string) => Hostile)[] = [
  map,
  (text) => map(`{"metadata":{"name":${quoted(text)},"labels":{${quoted(text)}:${quoted(text)}}}}`),
  (text) => map(`{"data":{"a":"${text}`),
  ...['a: ', 'a: "', "a: '", 'a: |\n  ', 'a: [', '# ', 'a: &', 'a: !', '? ', '%'].map(
    (start) => (text: string) => yaml(start + text),
  ),
  (path) => jsonPatch(quoted([{ op: 'add', path: `/${path}`, value: 'a' }])),
  (text) =>
    strategicPatch(quoted({ [`$setElementOrder/${text}`]: [text], data: { [text]: text } })),
  (text) => apply(quoted({ apiVersion: text, kind: text, data: { [text]: text } })),
  ...['-----BEGIN CERTIFICATE REQUEST-----\n', ''].map((head) => (text: string) => {
    const request = Buffer.from(head + text).toString('base64')
    return csr(quoted({ metadata: { name: 'l' }, spec: { signerName: text, request } }))
  }),
]

/** Makes the requests one by one: all together would take more memory than the server does. */
export const heavy = function* (): Generator<Hostile> {
  for (const make of SINGLE) yield make()
  for (const [make, start, piece, end] of MANY) {
    yield make(fill(start, piece, end))
    yield make(fill(start, piece, end, BODY_BYTES, MOST))
  }
  for (const text of texts()) for (const make of [...IN_HEADS, ...IN_BODIES]) yield make(text)
}
