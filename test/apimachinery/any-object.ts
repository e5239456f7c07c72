/** Random objects of a schema. */
import type { ScalarKind, Schema, StructSchema } from '../../src/apimachinery/schema/schema.ts'
import type { Random } from '../fixtures/random.ts'

const SCALARS: Readonly<Record<ScalarKind, readonly unknown[]>> = {
  string: ['', 'a', 'client auth', '<é>', '\u{1f600}', '\u2028', 'x'.repeat(200)],
  bytes: ['', 'YQ==', 'YWI=', 'YWJj'],
  bool: [true, false],
  int32: [0, 1, -1, 3600, 2147483647, -2147483648],
  int64: [0, 1, -1, 4294967296, -9007199254740991],
  double: [0, 1.5, -1e300],
  time: ['2024-01-02T03:04:05Z', '1970-01-01T00:00:00Z', '1969-12-31T23:59:59Z'],
  microTime: ['2024-01-02T03:04:05.000001Z', '1969-12-31T23:59:59.500000Z'],
  quantity: ['1', '500m', '128Mi'],
  intOrString: [0, 80, 'http', ''],
  json: [{ 'f:a': {} }, { z: 1, a: [true, 'x'] }],
}

const KEYS = ['a', 'b', 'Z', '-', 'example.com/x', 'é', '__proto__', 'constructor']

/**
 * A random value. With `travels`, it has only what protobuf can carry: no kind and apiVersion of
 * inner objects, no empty lists.
 */
export const anyValue = (random: Random, schema: Schema, travels = false): unknown => {
  switch (schema.type) {
    case 'scalar':
      return random.pick(SCALARS[schema.scalar])
    case 'list': {
      const length = travels ? 1 + random.int(2) : random.int(3)
      return Array.from({ length }, () => anyValue(random, schema.items, travels))
    }
    case 'map':
      return Object.fromEntries(
        random.some(KEYS).map((key) => [key, anyValue(random, schema.values, travels)]),
      )
    default:
      return anyObject(random, schema, travels)
  }
}

export const anyObject = (
  random: Random,
  schema: StructSchema,
  travels = false,
): Record<string, unknown> => {
  const object: Record<string, unknown> = {}
  // random.some() ends recursive types
  for (const field of random.some(schema.fields)) {
    const carried = field.protobuf > 0 || field.protobufPath !== undefined
    if ((travels && !carried) || random.chance(3)) continue
    object[field.name] = anyValue(random, field.schema, travels)
  }
  return object
}
