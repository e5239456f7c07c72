/** Makes objects with a value in every field, and copies in which one value is null. */
import type { Schema, StructSchema } from '../../src/apimachinery/schema/schema.ts'
import { SCALARS } from './any-object.ts'

/** structs nested deeper than this stay empty */
const DEEPEST = 12

const fullValue = (schema: Schema, depth: number): unknown => {
  switch (schema.type) {
    case 'scalar':
      return SCALARS[schema.scalar].find(Boolean)
    case 'list':
      return [fullValue(schema.items, depth)]
    case 'map':
      return { a: fullValue(schema.values, depth) }
    default:
      return fullObject(schema, depth + 1)
  }
}

/** Returns an object with one item in every list and map. */
export const fullObject = (schema: StructSchema, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    depth > DEEPEST
      ? []
      : schema.fields.map((field) => [field.name, fullValue(field.schema, depth)]),
  )

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

const outline = (value: unknown, depth: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => outline(item, depth))
  if (!isNested(value)) return value
  const kept = Object.entries(value).filter(([, inner]) => depth > 1 || !isNested(inner))
  return Object.fromEntries(kept.map(([key, inner]) => [key, outline(inner, depth - 1)]))
}

/** Depth to which the values beside a null are copied; complete copies would be large and slow. */
const BESIDE = 1

/**
 * Yields copies with null in place of one inner value, and the null's path: `spec.ports.0.name`.
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
