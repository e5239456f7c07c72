/** Requests of maximum size, as dry runs; and texts that are costly to parse, in many places. */
import { CONFIG_MAPS, CSRS } from '../kit/client.ts'
import { BODY_BYTES, fill } from '../kit/fill.ts'
import type { Hostile } from './fuzzer.ts'

const ONE = `${CONFIG_MAPS}/one`
const JSON_TYPE = 'application/json'
const YAML = 'application/yaml'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const PATCHES = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json'] as const
const APPLY = 'apply-patch+yaml'

const post = (path: string, type: string, body: string | Buffer): Hostile => ({
  method: 'POST',
  path: `${path}?dryRun=All`,
  headers: { 'content-type': type },
  body,
})
const patch = (type: string, body: string): Hostile => ({
  method: 'PATCH',
  path: `${ONE}?fieldManager=m&dryRun=All`,
  headers: { 'content-type': `application/${type}` },
  body,
})

type Make = (body: string) => Hostile
const json =
  (path: string): Make =>
  (body) =>
    post(path, JSON_TYPE, body)
const map = json(CONFIG_MAPS)
const yaml: Make = (body) => post(CONFIG_MAPS, YAML, body)
const [jsonPatch, mergePatch, strategicPatch] = PATCHES.map(
  (type): Make =>
    (body) =>
      patch(type, body),
) as [Make, Make, Make]
const apply: Make = (body) => patch(APPLY, body)

const named = '{"metadata":{"name":"l"},'
const metadata = '{"metadata":{"name":"l",'
const RULES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
const usages = `${named}"spec":{"signerName":"a.b/c","request":"","usages":[`

/** Bodies of many small items, with the number of values in each. */
const MANY: readonly (readonly [Make, string, (i: number) => string, string, values: number])[] = [
  [map, `${named}"data":{`, (i) => `"k${i}":"",`, '"z":""}}', 1],
  [map, '{', (i) => `"unknown${i}":1,`, '"z":1}', 1],
  [map, '{', () => '"a":1,', '"a":1}', 1],
  [map, '{"x":[', () => '{},', '1]}', 1],
  [map, '{"x":[', () => '[],', '1]}', 1],
  [map, '[', () => '1.50,', '1]', 1],
  [map, `${metadata}"labels":{`, (i) => `"l${i}":"x",`, '"z":"x"}}}', 1],
  [map, `${metadata}"finalizers":[`, (i) => `"a${i}",`, '"a"]}}', 1],
  [map, `${metadata}"finalizers":[`, () => '"a",', '"a"]}}', 1],
  [map, `${metadata}"ownerReferences":[`, () => '{},', '{}]}}', 1],
  [map, `${metadata}"managedFields":[`, () => '{},', '{}]}}', 1],
  [json(CSRS), usages, () => '"any",', '"any"]}}', 1],
  [json(RULES), `${named}"rules":[`, () => '{"verbs":["*"]},', '{}]}', 3],
  [json(REVIEWS), '{"spec":{"user":"a","groups":[', () => '"g",', '"g"]}}', 1],
  [
    json('/api/v1/namespaces/default/pods'),
    `${named}"spec":{"containers":[`,
    () => '{},',
    '{}]}}',
    1,
  ],
  [yaml, 'metadata: {name: y}\ndata:\n', (i) => `  k${i}: v\n`, '', 1],
  [yaml, '[', () => 'a,', 'a]', 1],
  [yaml, '', () => 'a: 1\n', '', 1],
  [yaml, 'a: &a {b: c}\nd:\n', () => '- *a\n', '', 1],
  [jsonPatch, '[', () => '{"op":"test","path":"/metadata/name","value":"one"},', '{}]', 4],
  [jsonPatch, '[', (i) => `{"op":"copy","from":"/data","path":"/data/c${i}"},`, '{}]', 4],
  [mergePatch, '{"data":{', (i) => `"k${i}":null,`, '"z":null}}', 1],
  [strategicPatch, '{"metadata":{"finalizers":[', (i) => `"${i}",`, '"z"]}}', 1],
  [apply, '{"apiVersion":"v1","kind":"ConfigMap","data":{', (i) => `"k${i}":"v",`, '"z":""}}', 1],
]

/** Number of values of an object that stays just below the limit. */
const MOST = 11_900
const MIB = 1024 * 1024 - 1000

/** An envelope around a config map whose entries in `data` take ten bytes each. */
const protobufOfMany = (): Buffer => {
  const raw = Buffer.from('12080a016b1203787878'.repeat(250_000), 'hex')
  const length: number[] = []
  for (let rest = raw.length; rest > 0; rest >>>= 7) length.push((rest & 0x7f) | 0x80)
  length.push(length.pop()! & 0x7f)
  const type = Buffer.from('0a0f0a0276311209436f6e6669674d6170', 'hex')
  return Buffer.concat([Buffer.from('k8s\0'), type, Buffer.from([0x12, ...length]), raw])
}

/** Each list contains the one before ten times. */
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`))
  .join('\n')

const SINGLE: readonly (() => Hostile)[] = [
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
    json(CSRS)(
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
  // protobuf of very many small fields
  () =>
    post(CONFIG_MAPS, PROTOBUF, Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(BODY_BYTES, 8)])),
  () => post(CONFIG_MAPS, PROTOBUF, protobufOfMany()),
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

/** Repeated characters, some with an end that makes all of them invalid. */
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
    return json(CSRS)(quoted({ metadata: { name: 'l' }, spec: { signerName: text, request } }))
  }),
]

/** Lazily: together they take more memory than the server. */
export const heavy = function* (): Generator<Hostile> {
  for (const make of SINGLE) yield make()
  for (const [make, start, piece, end, values] of MANY) {
    yield make(fill(start, piece, end))
    yield make(fill(start, piece, end, BODY_BYTES, MOST / values))
  }
  for (const text of texts()) for (const make of [...IN_HEADS, ...IN_BODIES]) yield make(text)
}
