/** Decodes parsed JSON by a schema, as sigs.k8s.io/json decodes JSON into a Go struct. */
import { withCache } from '../with-cache.ts'
import { inByteOrder } from '../text/byte-order.ts'
import { DecodeContext, type PathField } from './decode-context.ts'
import { scalarDecoder, type Decode } from './decode-scalar.ts'
import { isJsonObject } from '../text/json.ts'
import type { KubeObject } from '../meta.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from './schema.ts'
import { zeroOf, zeroOfItem } from './zero.ts'
import { emitted } from './unset.ts'

export { DecodeError } from '../text/decode-error.ts'

interface Decoded<T = KubeObject> {
  readonly object: T
  readonly hasUnknown: boolean
}

interface FieldDecoder extends PathField {
  readonly position: number
  readonly decode: Decode
}

const decoderOf = withCache((schema: Schema): Decode => {
  switch (schema.type) {
    case 'scalar':
      return scalarDecoder(schema)
    case 'list':
      return listDecoder(schema)
    case 'map':
      return mapDecoder(schema)
    default:
      return structDecoder(schema)
  }
})

const itemDecoder = (schema: Schema): Decode => {
  const decode = decoderOf(schema)
  return (item, context) =>
    (item === null ? undefined : decode(item, context)) ?? zeroOfItem(schema)
}

const listDecoder = (schema: ListSchema): Decode => {
  const decodeItem = itemDecoder(schema.items)
  return (value, context) => {
    if (!Array.isArray(value)) return context.wrongType(value, schema.goType)
    return value.map((item) => decodeItem(item, context))
  }
}

const mapDecoder = (schema: MapSchema): Decode => {
  const decodeValue = itemDecoder(schema.values)
  return (value, context) => {
    if (!isJsonObject(value)) return context.wrongType(value, schema.goType)
    const map: Record<string, unknown> = Object.create(null)
    for (const key of Object.keys(value)) map[key] = decodeValue(value[key], context)
    return inByteOrder(map)
  }
}

const structDecoder = (schema: StructSchema): Decode => {
  // made on first use, since a struct may contain itself
  let fields: Map<string, FieldDecoder> | undefined
  return (value, context) => {
    if (!isJsonObject(value)) return context.wrongType(value, schema.goType)
    fields ??= fieldDecoders(schema)
    const values: unknown[] = []
    for (const key of Object.keys(value)) {
      const field = fields.get(key)
      if (field === undefined) {
        context.hasUnknown = true
        continue
      }
      const child = value[key]
      if (child === null) continue
      context.path.push(field)
      values[field.position] = field.decode(child, context)
      context.path.pop()
    }
    const object: Record<string, unknown> = {}
    for (let position = 0; position < schema.fields.length; position++) {
      const field = schema.fields[position]!
      const kept = emitted(field, values[position])
      if (kept !== undefined) object[field.name] = kept
      else if (field.keepsEmpty && values[position] !== undefined) object[field.name] = []
    }
    return object
  }
}

const fieldDecoders = (schema: StructSchema): Map<string, FieldDecoder> =>
  new Map(
    schema.fields.map((field, position) => {
      const { embedded } = field
      const name = embedded === undefined ? field.name : `${embedded}.${field.name}`
      return [field.name, { name, owner: schema.goName, position, decode: decoderOf(field.schema) }]
    }),
  )

/**
 * Decodes parsed JSON: fields in wire order, zero values as Go writes them, maps sorted and without
 * prototype. Throws {@link DecodeError} for the first value that does not fit its type. If a time,
 * quantity or IntOrString is invalid, throws that error instead, because Go stops there.
 */
export const decodeObject = <T = KubeObject>(schema: StructSchema, json: unknown): Decoded<T> => {
  const context = new DecodeContext()
  const object = (json === null ? undefined : decoderOf(schema)(json, context)) ?? zeroOf(schema)
  if (context.error !== undefined) throw context.error
  return { object: object as T, hasUnknown: context.hasUnknown }
}
