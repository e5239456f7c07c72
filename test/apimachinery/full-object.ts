/** An object of a schema with something in every field, and what becomes of it when one value is null. */
import type { ScalarKind, Schema, StructSchema } from '../../src/apimachinery/schema/schema.ts'

const SCALARS: Readonly<Record<ScalarKind, unknown>> = {
  string: 'a',
  bytes: 'YQ==',
  bool: true,
  int32: 1,
  int64: 1,
  double: 1,
  time: '2024-01-02T03:04:05Z',
  microTime: '2024-01-02T03:04:05.000001Z',
  quantity: '1',
  intOrString: 80,
  json: { 'f:a': {} },
}

/** Types that contain themselves end there. */
const DEEPEST = 12

const fullValue = (schema: Schema, depth: number): unknown => {
  switch (schema.type) {
    case 'scalar':
      return SCALARS[schema.scalar]
    case 'list':
      return [fullValue(schema.items, depth)]
    case 'map':
      return { a: fullValue(schema.values, depth) }
    default:
      return fullObject(schema, depth + 1)
  }
}

/** One item in every list and map. */
export const fullObject = (schema: StructSchema, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    depth > DEEPEST
      ? []
      : schema.fields.map((field) => [field.name, fullValue(field.schema, depth)]),
  )

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What of a value is found within so many objects. */
const outline = (value: unknown, depth: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => outline(item, depth))
  if (!isNested(value)) return value
  const kept = Object.entries(value).filter(([, inner]) => depth > 1 || !isNested(inner))
  return Object.fromEntries(kept.map(([key, inner]) => [key, outline(inner, depth - 1)]))
}

/** How much of what lies beside the way to a null is there: all of it makes large bodies, which take long. */
const BESIDE = 1

/**
 * The value once for each value inside of it, with null in that one's place, and where that is: `spec.ports.0.name`. Of what lies
 * beside, only an outline is there.
 */
export function* nulledEverywhere(value: unknown, at = ''): Generator<[string, unknown]> {
  if (!isNested(value)) return
  const beside = outline(value, BESIDE + 1) as object
  for (const [key, inner] of Object.entries(value)) {
    const path = at === '' ? key : `${at}.${key}`
    const replaced = (by: unknown): unknown =>
      Array.isArray(beside) ? beside.with(Number(key), by) : { ...beside, [key]: by }
    yield [path, replaced(null)]
    for (const [deeper, changed] of nulledEverywhere(inner, path)) yield [deeper, replaced(changed)]
  }
}
