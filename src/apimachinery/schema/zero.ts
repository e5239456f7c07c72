/** The zero values of Go's types. */
import type { FieldSchema, ScalarKind, Schema } from './schema.ts'

/** What Go holds in a variable of the type that was never set. Structs are held by value here: see {@link zeroOf}. */
const SCALAR_ZEROS: Readonly<Record<ScalarKind, unknown>> = {
  string: '',
  bytes: null,
  bool: false,
  int32: 0,
  int64: 0,
  double: 0,
  time: null,
  microTime: null,
  quantity: '0',
  intOrString: 0,
  json: null,
}

/**
 * The zero value of a schema in its JSON form: `null` for lists, maps, bytes and times, for a struct the zeros of those of its
 * fields that are always emitted. Each call makes a new value.
 */
export const zeroOf = (schema: Schema): unknown => {
  if (schema.type === 'scalar') return SCALAR_ZEROS[schema.scalar]
  if (schema.type !== 'struct') return null
  const zero: Record<string, unknown> = {}
  for (const field of schema.fields) {
    if (field.zero !== undefined) zero[field.name] = zeroOfField(field)
  }
  return zero
}

/**
 * What stands for an item of a list or a value of a map that is null. It is its zero value, but bytes are empty: Go's nil slice
 * there is no longer nil once it has been stored, since protobuf's generated code makes a slice for every item.
 */
export const zeroOfItem = (schema: Schema): unknown =>
  schema.type === 'scalar' && schema.scalar === 'bytes' ? '' : zeroOf(schema)

/** What is emitted for an unset field; undefined when nothing is. Each call makes a new value. */
export const zeroOfField = ({ zero, schema }: FieldSchema): unknown => {
  if (typeof zero !== 'object' || zero === null) return zero
  return schema.type === 'struct' ? zeroOf(schema) : structuredClone(zero)
}
