import { fc } from '../fixtures/property.ts'
import type { ScalarKind, Schema, StructSchema } from '../../src/apimachinery/schema/schema.ts'

export const SCALARS: Readonly<Record<ScalarKind, readonly unknown[]>> = {
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

/** Limits the depth of recursive types. */
const DEPTH = { depthIdentifier: 'schema', maxDepth: 8 }

const made = [
  new WeakMap<Schema, fc.Arbitrary<unknown>>(),
  new WeakMap<Schema, fc.Arbitrary<unknown>>(),
]

/**
 * With `travels`, values have no `kind`, no `apiVersion` and no empty lists, because protobuf
 * messages cannot carry them.
 */
export const anyValue = (schema: Schema, travels = false): fc.Arbitrary<unknown> => {
  const known = made[Number(travels)]!
  let values = known.get(schema)
  if (values === undefined) known.set(schema, (values = valuesOf(schema, travels)))
  return values
}

const valuesOf = (schema: Schema, travels: boolean): fc.Arbitrary<unknown> => {
  // lazy, because a schema may contain itself
  const inner = (of: Schema) => fc.constant(of).chain(() => anyValue(of, travels))
  switch (schema.type) {
    case 'scalar':
      return fc.constantFrom(...SCALARS[schema.scalar])
    case 'list':
      return fc.array(inner(schema.items), { minLength: Number(travels), maxLength: 2 })
    case 'map':
      return fc.dictionary(fc.constantFrom(...KEYS), inner(schema.values), { maxKeys: KEYS.length })
    default: {
      const fields = schema.fields.filter(({ protobuf }) => !travels || protobuf.length > 0)
      const unset = { arbitrary: fc.constant(undefined), weight: 2 }
      const maybe = (of: Schema) =>
        fc.oneof({ ...DEPTH, withCrossShrink: true }, unset, { arbitrary: inner(of), weight: 1 })
      return fc
        .record(Object.fromEntries(fields.map(({ name, schema: of }) => [name, maybe(of)])))
        .map((all) => Object.fromEntries(Object.entries(all).filter(([, of]) => of !== undefined)))
    }
  }
}

export const anyObject = (
  schema: StructSchema,
  travels = false,
): fc.Arbitrary<Record<string, unknown>> =>
  anyValue(schema, travels) as fc.Arbitrary<Record<string, unknown>>
