/** Requests of maximum size. Most are dry runs, so that each try finds the same state. */
import { CONFIG_MAPS, CSRS } from '../kit/client.ts'
import { BODY_BYTES, fill } from '../kit/fill.ts'
import type { Body } from './hostile-bodies.ts'

/** Number of entries of an object that stays just below the limit of values. */
const MOST = 11_900

const json = (text: string): Body => ({ type: 'application/json', bytes: Buffer.from(text) })
const yaml = (text: string): Body => ({ type: 'application/yaml', bytes: Buffer.from(text) })
const post = (path: string, body: Body) => ({ method: 'POST', path, body })
/** A config map that is validated but not stored. */
const tried = (body: Body) => post(`${CONFIG_MAPS}?dryRun=All`, body)
const patch = (path: string, type: string, text: string) => ({
  method: 'PATCH',
  path,
  body: { type, bytes: Buffer.from(text) },
})

const named = (name: string): string => `{"metadata":{"name":"${name}"},`
const MIB = 1024 * 1024 - 1000

/** The functions from here make bodies with `count` small items, or as many as fit. */
const finalizers = (piece: (i: number) => string, count?: number) =>
  tried(json(fill('{"metadata":{"name":"l","finalizers":[', piece, '"a"]}}', BODY_BYTES, count)))
const labels = (count?: number) =>
  tried(
    json(
      fill(
        '{"metadata":{"name":"l","labels":{',
        (i) => `"l${i}":"x",`,
        '"z":"x"}}}',
        BODY_BYTES,
        count,
      ),
    ),
  )
const unknown = (count?: number) =>
  tried(json(fill('{', (i) => `"unknown${i}":1,`, '"z":1}', BODY_BYTES, count)))
const owners = (count?: number) =>
  tried(
    json(
      fill('{"metadata":{"name":"l","ownerReferences":[', () => '{},', '{}]}}', BODY_BYTES, count),
    ),
  )
const usages = (count?: number) =>
  post(
    `${CSRS}?dryRun=All`,
    json(
      fill(
        `${named('usages')}"spec":{"signerName":"a.b/c","request":"","usages":[`,
        () => '"any",',
        '"any"]}}',
        BODY_BYTES,
        count,
      ),
    ),
  )
const rules = (count?: number) =>
  post(
    '/apis/rbac.authorization.k8s.io/v1/clusterroles?dryRun=All',
    json(fill(`${named('rules')}"rules":[`, () => '{"verbs":["*"]},', '{}]}', BODY_BYTES, count)),
  )
const groups = (count?: number) =>
  post(
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    json(fill('{"spec":{"user":"a","groups":[', () => '"g",', '"g"]}}', BODY_BYTES, count)),
  )
const containers = (count?: number) =>
  post(
    '/api/v1/namespaces/default/pods?dryRun=All',
    json(fill(`${named('pod')}"spec":{"containers":[`, () => '{},', '{}]}}', BODY_BYTES, count)),
  )
const dataInYaml = (count?: number) =>
  tried(yaml(fill('metadata: {name: y}\ndata:\n', (i) => `  k${i}: v\n`, '', BODY_BYTES, count)))
const strategicFinalizers = (count?: number) =>
  patch(
    `${CONFIG_MAPS}/one`,
    'application/strategic-merge-patch+json',
    fill('{"metadata":{"finalizers":[', (i) => `"${i}",`, '"z"]}}', BODY_BYTES, count),
  )
const applied = (count?: number) =>
  patch(
    `${CONFIG_MAPS}/one?fieldManager=m`,
    'application/apply-patch+yaml',
    fill(
      '{"apiVersion":"v1","kind":"ConfigMap","data":{',
      (i) => `"k${i}":"v",`,
      '"z":""}}',
      MIB,
      count,
    ),
  )

export const HEAVY: readonly (() => { method: string; path: string; body?: Body })[] = [
  // patched below
  () => post(CONFIG_MAPS, json(`${named('one')}"data":{"a":"x"}}`)),
  // the maximum size of a config map, in one value and in many
  () => tried(json(`${named('one')}"data":{"a":"${'x'.repeat(MIB)}"}}`)),
  () => tried(json(fill(`${named('many')}"data":{`, (i) => `"key${i}":"value",`, '"z":""}}', MIB))),
  () => tried(json(`${named('over')}"data":{"a":"${'x'.repeat(BODY_BYTES - 100)}"}}`)),
  // JSON of very many values
  () => tried(json(fill('{"data":{', (i) => `"k${i}":"",`, '"z":""}}'))),
  () => unknown(),
  () => tried(json(fill('{', () => '"a":1,', '"a":1}'))),
  () => tried(json(fill('{"x":[', () => '{},', '1]}'))),
  () => tried(json(fill('{"x":[', () => '[],', '1]}'))),
  () => tried(json(fill('[', () => '1.50,', '1]'))),
  () => tried(json(`${'{"a":'.repeat(9000)}{${'"b":1,'.repeat(400_000)}"c":1}${'}'.repeat(9000)}`)),
  () => labels(),
  () => finalizers(() => '"a",'),
  () => owners(),
  () => tried(json(fill('{"metadata":{"name":"l","managedFields":[', () => '{},', '{}]}}'))),
  () =>
    post(
      `${CSRS}?dryRun=All`,
      json(
        `${named('long')}"spec":{"signerName":"a.b/c","usages":["client auth"],"request":"${'QUFB'.repeat(BODY_BYTES / 5)}"}}`,
      ),
    ),
  () => usages(),
  () => rules(),
  () => groups(),
  () => containers(),
  // the maximum number of values
  () =>
    tried(
      json(fill(`${named('most')}"data":{`, (i) => `"k${i}":"v",`, '"z":""}}', BODY_BYTES, MOST)),
    ),
  () => unknown(MOST),
  () => labels(MOST),
  () => finalizers((i) => `"a${i}",`, MOST),
  () => owners(MOST),
  () => usages(MOST),
  () => rules(MOST / 3),
  () => containers(MOST),
  () => groups(MOST),
  () => dataInYaml(MOST),
  () => strategicFinalizers(MOST),
  () =>
    patch(
      `${CONFIG_MAPS}/one`,
      'application/json-patch+json',
      fill(
        '[',
        () => '{"op":"test","path":"/metadata/name","value":"one"},',
        '{"op":"test","path":"/x","value":1}]',
        BODY_BYTES,
        MOST / 4,
      ),
    ),
  () => applied(MOST),
  // YAML
  () => dataInYaml(),
  () => tried(yaml(fill('[', () => 'a,', 'a]', BODY_BYTES / 4))),
  () => tried(yaml(fill('', () => 'a: 1\n', ''))),
  () => tried(yaml(fill('a: &a {b: c}\nd:\n', () => '- *a\n', ''))),
  // protobuf of very many small fields
  () =>
    tried({
      type: 'application/vnd.kubernetes.protobuf',
      bytes: Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(BODY_BYTES, 0x08)]),
    }),
  () =>
    tried({
      type: 'application/vnd.kubernetes.protobuf',
      bytes: protobufOfMany(),
    }),
  // patches
  () =>
    patch(
      `${CONFIG_MAPS}/one`,
      'application/json-patch+json',
      fill(
        '[',
        () => '{"op":"test","path":"/data/a","value":1},',
        '{"op":"test","path":"","value":1}]',
      ),
    ),
  () =>
    patch(
      `${CONFIG_MAPS}/one`,
      'application/json-patch+json',
      fill(
        '[',
        (i) => `{"op":"copy","from":"/data","path":"/data/c${i}"},`,
        '{"op":"test","path":"","value":1}]',
      ),
    ),
  () =>
    patch(
      `${CONFIG_MAPS}/one`,
      'application/merge-patch+json',
      fill('{"data":{', (i) => `"k${i}":null,`, '"z":null}}'),
    ),
  () => strategicFinalizers(),
  () => applied(),
  // URLs
  () => ({ method: 'GET', path: `${CSRS}?labelSelector=${'a,'.repeat(100_000)}a` }),
  () => ({ method: 'GET', path: `${CSRS}?labelSelector=a+in+(${'b,'.repeat(100_000)}b)` }),
  () => ({ method: 'GET', path: `${CSRS}?fieldSelector=${'metadata.name=a,'.repeat(20_000)}` }),
  () => ({ method: 'GET', path: `${CSRS}?${'a&'.repeat(200_000)}` }),
  () => ({ method: 'GET', path: `/api/v1${'/a'.repeat(200_000)}` }),
  () => ({ method: 'GET', path: `/${'%2f'.repeat(200_000)}` }),
]

/** An envelope around a config map whose entries in `data` take ten bytes each. */
const protobufOfMany = (): Buffer => {
  const entry = Buffer.from('12080a016b1203787878', 'hex')
  const raw = Buffer.concat(Array.from({ length: 250_000 }, () => entry))
  const type = Buffer.from('0a0f0a02763112 09436f6e6669674d6170'.replace(' ', ''), 'hex')
  const length: number[] = []
  for (let rest = raw.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest)
    if (rest <= 0x7f) break
  }
  return Buffer.concat([Buffer.from('k8s\0'), type, Buffer.from([0x12, ...length]), raw])
}
