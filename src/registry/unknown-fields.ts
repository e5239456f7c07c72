/**
 * What stored objects have that their schema does not: fields of a newer csrlab on the same store. kube-apiserver drops them with the
 * next write; here they stay, so that two versions can be side by side. No strategy sees them.
 */
import type { KubeObject } from '../api/meta.ts'
import type { Decoded } from '../api/schema/decode.ts'
import type { ListSchema, Schema } from '../api/schema/schema.ts'
import { isJsonObject, type JsonObject } from '../api/text/json.ts'

/** Holds the JSON of the stored object. Copies have it too, and no JSON. */
const STORED = Symbol('stored')

type Marked = KubeObject & { readonly [STORED]?: JsonObject }

/** A decoded object that remembers, if it has to, what of its JSON has no place in it. */
export const withItsUnknown = ({ object, unknown }: Decoded, json: JsonObject): KubeObject =>
  unknown.length === 0 ? object : Object.assign(object, { [STORED]: json })

/** `object` as it takes the place of `old`, and what is to be stored of it: with the fields that `old` has and the schema has not. */
export const withUnknownOf = <T extends KubeObject>(
  schema: Schema,
  object: T,
  old: KubeObject,
): { readonly object: T; readonly whole: T } => {
  const stored = (old as Marked)[STORED]
  if (stored === undefined) return { object, whole: object }
  return {
    object: { ...object, [STORED]: stored },
    whole: completed(schema, object, stored) as T,
  }
}

/** The item of a list that stands for the same; undefined: none does. */
const counterpart = (
  { listType, mapKeys }: ListSchema,
  items: readonly unknown[],
  from: readonly unknown[],
  index: number,
): unknown => {
  if (listType !== 'map') return items.length === from.length ? from[index] : undefined
  const item = items[index] as JsonObject
  return from.find(
    (other) => isJsonObject(other) && mapKeys.every((key) => other[key] === item[key]),
  )
}

/** `value`, and in each of its structs what the schema does not know of the one in the same place of `from`. */
const completed = (schema: Schema, value: unknown, from: unknown): unknown => {
  if (schema.type === 'list') {
    if (!Array.isArray(value) || !Array.isArray(from)) return value
    return value.map((item, i) =>
      completed(schema.items, item, counterpart(schema, value, from, i)),
    )
  }
  if (schema.type === 'scalar' || !isJsonObject(value) || !isJsonObject(from)) return value
  const made: Record<string, unknown> = Object.assign(Object.create(null), value)
  for (const [key, theirs] of Object.entries(from)) {
    const known = schema.type === 'map' ? schema.values : schema.byName.get(key)?.schema
    if (known === undefined) made[key] = theirs
    else if (key in value) made[key] = completed(known, value[key], theirs)
  }
  return made
}
