/** Source: structured-merge-diff, typed/merge.go. */
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { itemElement, itemsByElement } from './list-items.ts'
import type { PathElement } from './path-element.ts'
import { isBare } from '../schema/unset.ts'
import { isGranular, sameValue, schemaOfField } from './typed-value.ts'

const mergeFields = (
  schema: StructSchema | MapSchema,
  live: JsonObject,
  config: JsonObject,
): JsonObject => {
  let merged = live
  for (const name of Object.keys(config)) {
    const own = ownValue(live, name)
    const zero =
      schema.type === 'struct' && own === undefined ? schema.byName.get(name)?.zero : undefined
    const before = own ?? zero
    const fieldSchema = schemaOfField(schema, name)
    const after =
      fieldSchema === undefined ? config[name] : merge(fieldSchema, before, config[name])
    if (after === before) continue
    if (merged === live) merged = Object.assign(Object.create(null), live)
    merged[name] = after
  }
  return merged
}

/**
 * Items in both lists follow the configuration's order; other live items keep their place. New
 * items follow their predecessors in the configuration.
 */
const mergeItems = (
  schema: ListSchema,
  live: readonly unknown[],
  config: readonly unknown[],
): unknown[] => {
  const liveItems = itemsByElement(schema, live)
  const left = live.map((item) => itemElement(schema, item))
  const right = config.map((item) => itemElement(schema, item))
  const inConfig = new Set(right)
  const shared = right.filter((element) => liveItems.has(element))
  const merged = new Set<PathElement>()
  const out: unknown[] = []
  let l = 0
  let r = 0
  while (l < left.length || r < right.length) {
    const element = left[l]
    if (element !== undefined && !inConfig.has(element)) {
      out.push(live[l++])
      continue
    }
    const wanted = shared[0]
    if (element !== undefined && r < right.length && wanted !== undefined && element !== wanted) {
      l++ // merged later, in the configuration's order
      continue
    }
    if (element !== undefined && (element === right[r] || merged.has(element))) l++
    if (r < right.length) {
      const next = right[r]!
      const items = liveItems.get(next)
      // duplicate live items are replaced, not merged
      out.push(merge(schema.items, items?.length === 1 ? items[0] : undefined, config[r++]))
      merged.add(next)
      if (next === wanted) shared.shift()
    }
  }
  return out
}

/**
 * Merges a valid configuration into a live value; undefined: absent. Shares unchanged parts;
 * returns `live` itself if nothing changes.
 */
export const merge = (schema: Schema, live: unknown, config: unknown): unknown => {
  if (config === undefined || config === live) return live
  if (live === undefined) return config
  if (!isGranular(schema) || (isBare(live) && isBare(config))) {
    return sameValue(schema, live, config) ? live : config
  }
  if (isBare(config)) return live
  if (schema.type === 'list') {
    if (!Array.isArray(live) || !Array.isArray(config)) return config
    const items = mergeItems(schema, live, config)
    return items.length === live.length && items.every((item, i) => item === live[i]) ? live : items
  }
  return isJsonObject(live) && isJsonObject(config) ? mergeFields(schema, live, config) : config
}
