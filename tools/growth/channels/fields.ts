/**
 * Every text field of every resource that can be created, from openapi.yaml: new resources are
 * included automatically.
 */
import type { GroupVersionKind } from '../../../src/apimachinery/meta.ts'
import { encodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import type { ScalarKind, Schema, StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import type { SchemaSet } from '../../../src/apimachinery/schema/schema-compile.ts'
import { jsonToYaml } from '../../../src/apimachinery/text/yaml/read.ts'
import { operations } from '../../../test/openapi/loaded.ts'
import type { Client } from '../../kit/client.ts'
import { DIGITS, MEDLEY } from '../hostile-texts.ts'
import { CHARACTER_LIMIT, type Channel } from './channel.ts'

/** A place in an object that can hold a text or many items. */
interface Place {
  /** `spec.containers[].image`, `metadata.labels{}`, `metadata.labels{key}` */
  readonly path: string
  /** equal for places of the same type, wherever they are */
  readonly type: string
  readonly holds: ScalarKind | 'key' | 'items' | 'entries'
  readonly put: (value: unknown) => unknown
}

const TEXTUAL: ReadonlySet<string> = new Set([
  'string',
  'bytes',
  'time',
  'microTime',
  'quantity',
  'intOrString',
  'json',
])

/** A small value of a schema; `i`: its index among many. */
const some = (schema: Schema, i: number): unknown => {
  if (schema.type === 'scalar') return schema.scalar === 'string' ? `a${i}` : null
  if (schema.type !== 'struct') return null
  return schema.byName.has('name') ? { name: `a${i}` } : {}
}

const many = (schema: Schema, text: string): unknown[] =>
  Array.from({ length: text.length / BYTES_OF_ONE }, (_, i) => some(schema, i))

/** Characters of a text for each item of a list: the longest text stands for 8,192 items. */
const BYTES_OF_ONE = CHARACTER_LIMIT / 8192

const placesIn = (
  schema: Schema,
  path: string,
  type: string,
  put: Place['put'],
  above: readonly Schema[] = [],
): Place[] => {
  switch (schema.type) {
    case 'scalar':
      return TEXTUAL.has(schema.scalar) ? [{ path, type, holds: schema.scalar, put }] : []
    case 'list':
      return [
        {
          path,
          type: `${type} items`,
          holds: 'items',
          put: (text) => put(many(schema.items, String(text))),
        },
        ...placesIn(schema.items, `${path}[]`, type, (value) => put([value]), above),
      ]
    case 'map':
      return [
        {
          path,
          type: `${type} entries`,
          holds: 'entries',
          put: (text) =>
            put(Object.fromEntries(many(schema.values, String(text)).map((v, i) => [`a${i}`, v]))),
        },
        {
          path: `${path}{key}`,
          type: `${type} key`,
          holds: 'key',
          put: (text) => put({ [String(text)]: some(schema.values, 0) }),
        },
        ...placesIn(schema.values, `${path}{}`, type, (value) => put({ a: value }), above),
      ]
    default:
      // a recursive type
      if (above.includes(schema)) return []
      return schema.fields.flatMap((field) =>
        placesIn(
          field.schema,
          path === '' ? field.name : `${path}.${field.name}`,
          `${schema.name}.${field.name}`,
          (value) => put({ [field.name]: value }),
          [...above, schema],
        ),
      )
  }
}

interface Kind {
  readonly kind: string
  readonly apiVersion: string
  readonly path: string
  readonly schema: StructSchema
  readonly places: readonly Place[]
}

const kindsOf = (schemas: SchemaSet): Kind[] =>
  operations.flatMap(([path, method, operation]) => {
    const gvk: GroupVersionKind | undefined = operation['x-kubernetes-group-version-kind']
    const schema = gvk === undefined ? undefined : schemas.forKind(gvk)
    if (method !== 'post' || gvk === undefined || schema === undefined) return []
    const { group, version, kind } = gvk
    return [
      {
        kind,
        apiVersion: group === '' ? version : `${group}/${version}`,
        path: `${path.replaceAll(/\{\w+\}/g, 'default')}?dryRun=All`,
        schema,
        places: placesIn(schema, '', '', (value) => value),
      },
    ]
  })

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Merges two values; the second one wins conflicts. */
const merged = (under: unknown, over: unknown): unknown => {
  if (Array.isArray(under) && Array.isArray(over) && under.length === 1 && over.length === 1)
    return [merged(under[0], over[0])]
  if (!isObject(under) || !isObject(over)) return over
  const both = { ...under }
  for (const [key, value] of Object.entries(over)) both[key] = merged(under[key], value)
  return both
}

/** Valid fields by kind, which let validation reach more places. */
export type Bases = Readonly<Record<string, object>>

const ENCODINGS = {
  JSON: { type: 'application/json', encode: (_: Kind, object: object) => JSON.stringify(object) },
  YAML: { type: 'application/yaml', encode: (_: Kind, object: object) => jsonToYaml(object) },
  protobuf: {
    type: 'application/vnd.kubernetes.protobuf',
    encode: ({ schema }: Kind, object: object) => encodeProtobuf(schema, object as never),
  },
}

const valueFor = ({ holds }: Place, text: string): unknown => {
  if (holds === 'bytes') return Buffer.from(text).toString('base64')
  return holds === 'json' ? { [text]: text } : text
}

/** The texts for a place: one for lists and maps, where only the number of items matters. */
const textsFor = ({ holds }: Place): Pick<Channel, 'texts' | 'likely'> => {
  if (holds === 'items' || holds === 'entries') return { texts: [MEDLEY] }
  return holds === 'string' || holds === 'key' || holds === 'bytes' ? {} : { likely: DIGITS }
}

export const fieldChannels = (client: Client, schemas: SchemaSet, bases: Bases): Channel[] => {
  const seen = new Set<string>()
  return kindsOf(schemas).flatMap((kind) => {
    const { apiVersion, places } = kind
    const base: unknown = { metadata: { name: 'growth' }, ...bases[kind.kind] }
    const post = async (encoding: keyof typeof ENCODINGS, put: unknown): Promise<void> => {
      const { type, encode } = ENCODINGS[encoding]
      const object = { ...(merged(base, put) as object), kind: kind.kind, apiVersion }
      await client.ask('POST', kind.path, encode(kind, object), { 'content-type': type })
    }
    const single = places.flatMap((place): Channel[] => {
      const isFirst = !seen.has(place.type)
      seen.add(place.type)
      const send = (encoding: keyof typeof ENCODINGS) => (text: string) =>
        post(encoding, place.put(valueFor(place, text)))
      const named = `${apiVersion} ${kind.kind} ${place.path}`
      const common = { longest: CHARACTER_LIMIT, ...textsFor(place) }
      const json = { ...common, name: `JSON ${named}`, short: isFirst, send: send('JSON') }
      if (!isFirst) return [json]
      const yaml = { ...common, name: `YAML ${named}`, short: false, send: send('YAML') }
      if (place.holds !== 'string') return [json, yaml]
      return [json, yaml, { ...yaml, name: `protobuf ${named}`, send: send('protobuf') }]
    })
    const strings = places.filter(({ holds }) => holds === 'string')
    const all = (['YAML', 'protobuf'] as const).map((encoding): Channel => ({
      name: `${encoding} ${apiVersion} ${kind.kind}, all its texts`,
      longest: CHARACTER_LIMIT,
      short: true,
      send: (text) => {
        const share = text.slice(0, text.length / strings.length)
        return post(encoding, strings.map(({ put }) => put(share)).reduce(merged))
      },
    }))
    return [...single, ...all]
  })
}
