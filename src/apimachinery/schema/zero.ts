import type { FieldSchema, ScalarKind, Schema } from './schema.ts'

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

/** Returns a new zero value in JSON form; a struct has the fields that are always emitted. */
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
 * Returns the value that replaces a null item: '' for bytes, since protobuf's generated code
 * allocates a slice for every stored item.
 */
export const zeroOfItem = (schema: Schema): unknown =>
  schema.type === 'scalar' && schema.scalar === 'bytes' ? '' : zeroOf(schema)

/** Returns the value emitted for an unset field; undefined if the field is omitted. */
export const zeroOfField = ({ zero, schema }: FieldSchema): unknown => {
  if (typeof zero !== 'object' || zero === null) return zero
  return schema.type === 'struct' ? zeroOf(schema) : structuredClone(zero)
}
