/** Valid bodies and their mutations. */
import { stringifyJson } from '../../src/apimachinery/text/json.ts'
import { encodeProtobuf } from '../../src/apimachinery/protobuf/envelope.ts'
import type { SchemaSet } from '../../src/apimachinery/schema/schema-compile.ts'
import { jsonToYaml } from '../../src/apimachinery/text/yaml/read.ts'
import { anyObject } from '../../test/apimachinery/any-object.ts'
import { mutate } from './certificates.ts'
import type { Random } from '../kit/random.ts'
import type { Operation } from '../../test/openapi/document.ts'

export interface Body {
  readonly type: string
  readonly bytes: Buffer
}

type Json = Record<string, unknown>

const ODD: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => 'x'.repeat(5000),
  () => -1,
  () => 1e308,
  () => 2 ** 60,
  () => [],
  () => ({}),
  () => [[[[[[{}]]]]]],
  () => '\u0000',
  () => '\ud800',
  () => '2026-13-45T99:99:99Z',
  () =>
    JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ),
  () => Array.from({ length: 300 }, (_, i) => ({ name: `n${i}` })),
]

/** Replaces, removes or adds a value at a random place. */
const twist = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(6)) return random.pick(ODD)()
  if (Array.isArray(value)) {
    if (value.length === 0) return [random.pick(ODD)()]
    return value.with(random.int(value.length), twist(random, random.pick(value)))
  }
  const object = { ...(value as Json) }
  const keys = Object.keys(object)
  if (keys.length === 0 || random.chance(5)) {
    const name = random.pick([
      'x',
      '__proto__',
      'constructor',
      'apiVersion',
      'kind',
      '',
      'a.b',
      '$patch',
    ])
    Object.defineProperty(object, name, { value: random.pick(ODD)(), enumerable: true })
    return object
  }
  const key = random.pick(keys)
  if (random.chance(6)) delete object[key]
  else object[key] = twist(random, object[key])
  return object
}

/** Changes a JSON text in ways that JSON.stringify cannot. */
const twistText = (random: Random, text: string): string => {
  switch (random.int(9)) {
    case 0:
      return text.replace('{', `{"metadata":{"name":"twice","name":"again"},"x":1,"x":2,`)
    case 1:
      return `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    case 2:
      return `${'['.repeat(9000)}${']'.repeat(9000)}`
    case 3:
      return text.slice(0, random.int(text.length + 1))
    case 4:
      return `\ufeff${text}`
    case 5:
      return `${text}${text}`
    case 6:
      return text.replaceAll(/\d+/g, '1e99999')
    case 7:
      return text.replaceAll('"', "'")
    default:
      return mutate(Buffer.from(text), random).toString('latin1')
  }
}

const bomb = (levels: number): string =>
  ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    .concat(
      Array.from({ length: levels }, (_, i) => {
        const aliases = Array.from({ length: 10 }, () => `*a${i}`).join(', ')
        return `a${i + 1}: &a${i + 1} [${aliases}]`
      }),
    )
    .join('\n')

const YAMLS: readonly (() => string)[] = [
  () => bomb(9),
  () => bomb(3),
  () => 'a: &a [*a]',
  () => 'a: &a {b: *a}\n<<: *a',
  () => `${'- '.repeat(3000)}a`,
  () => `${'? '.repeat(3000)}a`,
  () => '['.repeat(20_000),
  () => '{a: '.repeat(20_000),
  () => '!!binary "%"',
  () => '!<tag:evil,2000:x> {a: 1}',
  () => '%YAML 9.9\n---\na: 1',
  () => 'a: !!float .inf',
  () => '---\n---\n---',
  () => '\u0000',
  () => '&a '.repeat(2000),
  () => '"\\x'.repeat(500),
  () => '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}',
  () => '? {a: b}\n: c',
  () => `a: |\n${' x\n'.repeat(5000)}`,
  () => Array.from({ length: 2000 }, (_, i) => `k${i}: {<<: {a: b}}`).join('\n'),
]

const PATCHES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
]

const POINTERS = [
  '',
  '/',
  '/metadata',
  '/metadata/labels/a',
  '/spec',
  '/spec/usages/0',
  '/spec/usages/-',
  '/-',
  '/a~1b',
  '/~2',
  '/__proto__/x',
  '/constructor/prototype/x',
  '/metadata/managedFields/0',
  `/${'a/'.repeat(2000)}`,
]

const operationOf = (random: Random): Json => ({
  op: random.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'x', 5]),
  path: random.pick(POINTERS),
  from: random.pick(POINTERS),
  value: random.pick(ODD)(),
})

const DIRECTIVES = [
  { $patch: 'replace' },
  { $patch: 'delete' },
  { $patch: 'x' },
  { $retainKeys: ['a'] },
  { '$deleteFromPrimitiveList/usages': ['a'] },
  { '$setElementOrder/usages': ['a', 'b'] },
  { '$setElementOrder/finalizers': {} },
]

export class Bodies {
  readonly #random: Random
  readonly #schemas: SchemaSet
  readonly #requests: readonly Buffer[]

  /** `requests`: CSRs in PEM */
  constructor(random: Random, schemas: SchemaSet, requests: readonly Buffer[]) {
    this.#random = random
    this.#schemas = schemas
    this.#requests = requests
  }

  /** A random body for the operation; often undefined for an operation that needs none. */
  of(method: string, operation: Operation): Body | undefined {
    const random = this.#random
    const gvk = operation['x-kubernetes-group-version-kind']
    if (method === 'get') return random.chance(20) ? this.#text('{}') : undefined
    if (gvk === undefined) return random.chance(2) ? this.#text('{}') : undefined
    if (method === 'delete')
      return random.chance(2)
        ? this.#encode({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' })
        : undefined
    const schema = this.#schemas.forKind(gvk)
    const apiVersion = gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`
    const object: Json = {
      ...(schema === undefined ? {} : random.of(anyObject(schema))),
      kind: gvk.kind,
      apiVersion,
    }
    const metadata = { ...(object['metadata'] as Json), name: random.pick(['a', 'b', 'c']) }
    object['metadata'] = metadata
    for (const field of ['resourceVersion', 'uid', 'generateName', 'namespace'])
      if (!random.chance(8)) Reflect.deleteProperty(metadata, field)
    if (gvk.kind === 'CertificateSigningRequest') object['spec'] = this.#csrSpec()
    if (method === 'patch') return this.#patch(object)
    return this.#encode(object)
  }

  #csrSpec(): Json {
    const random = this.#random
    const pem = random.pick(this.#requests)
    const changed = random.chance(3) ? pem : mutate(pem, random)
    return {
      request: changed.toString('base64'),
      signerName: random.pick([
        'kubernetes.io/kube-apiserver-client',
        'kubernetes.io/kubelet-serving',
        'example.com/x',
        'a',
        '../..',
      ]),
      usages: random.some(['client auth', 'server auth', 'digital signature', 'any', 'x']),
      ...(random.chance(3) ? { expirationSeconds: random.pick([600, 1, -1, 2 ** 31]) } : {}),
    }
  }

  #text(text: string, type = 'application/json'): Body {
    return { type, bytes: Buffer.from(text) }
  }

  /** JSON, YAML or protobuf, sometimes broken. */
  #encode(good: Json): Body {
    const random = this.#random
    let object = good
    for (let changes = random.int(4); changes > 0; changes--) object = twist(random, object) as Json
    switch (random.int(8)) {
      case 0:
        return this.#text(random.pick(YAMLS)(), 'application/yaml')
      case 1:
      case 2: {
        const yaml = jsonToYaml(JSON.parse(JSON.stringify(object)))
        const bytes = Buffer.from(yaml)
        return {
          type: 'application/yaml',
          bytes: random.chance(2) ? bytes : mutate(bytes, random),
        }
      }
      case 3:
      case 4:
        return { type: 'application/vnd.kubernetes.protobuf', bytes: this.#protobuf(good) }
      case 5:
        return this.#text(twistText(random, stringifyJson(object)))
      case 6:
        return {
          type: random.pick(['text/plain', 'x', '', 'application/cbor', 'a/b;'.repeat(500)]),
          bytes: Buffer.from(stringifyJson(object)),
        }
      default:
        return this.#text(stringifyJson(object))
    }
  }

  #protobuf(object: Json): Buffer {
    const random = this.#random
    const [group, version] = String(object['apiVersion']).includes('/')
      ? String(object['apiVersion']).split('/')
      : ['', String(object['apiVersion'])]
    const schema = this.#schemas.forKind({
      group: group!,
      version: version!,
      kind: String(object['kind']),
    })
    if (schema === undefined) return Buffer.from('k8s\0')
    const bytes = encodeProtobuf(schema, { kind: 'x', apiVersion: 'v1', ...object })
    return random.chance(3) ? bytes : mutate(bytes, random)
  }

  #patch(object: Json): Body {
    const random = this.#random
    const type = random.pick(PATCHES)
    if (type === 'application/json-patch+json') {
      const operations = Array.from({ length: random.int(4) }, () => operationOf(random))
      const text = stringifyJson(operations)
      return this.#text(random.chance(6) ? twistText(random, text) : text, type)
    }
    const twisted = twist(random, {
      ...object,
      ...(random.chance(2) ? random.pick(DIRECTIVES) : {}),
      metadata: { ...(random.chance(2) ? random.pick(DIRECTIVES) : {}), labels: { a: 'b' } },
    })
    const text = stringifyJson(twisted)
    if (type.endsWith('yaml') && random.chance(4)) return this.#text(random.pick(YAMLS)(), type)
    return this.#text(random.chance(6) ? twistText(random, text) : text, type)
  }
}
