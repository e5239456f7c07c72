/**
 * Computes how Go's strategic merge changes the patch itself, because errors show the changed
 * patch. Source: `mergeMap`, k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.
 */
import type { MapSchema, StructSchema } from '../schema/schema.ts'
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import { withoutNulls } from './nulls.ts'
import { DIRECTIVE } from './patch-list.ts'
import {
  DELETE_FROM_LIST,
  DROPPED,
  objectSchema,
  RETAIN_KEYS,
  SET_ORDER,
  strategyOf,
  withoutDirectives,
} from './strategic-merge-patch.ts'

/**
 * Go changes an added map in place, but replaces an added list by a copy without `$patch` items.
 * Thus, in the patch, an added list keeps these items; a list inside an added map loses them.
 */
const leftOfNew = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(leftOfNew)
  const clean = withoutDirectives(value)
  return clean === DROPPED ? value : clean
}

/** An item changes only if it was merged with an item of `original`. */
const leftOfItems = (
  schema: StructSchema | MapSchema | undefined,
  mergeKey: string,
  original: readonly unknown[],
  patch: readonly unknown[],
): unknown[] => {
  const byKey = new Map(
    original.filter(isJsonObject).map((item) => [ownValue(item, mergeKey), item]),
  )
  return patch.map((item) => {
    if (!isJsonObject(item) || Object.hasOwn(item, DIRECTIVE)) return item
    const same = byKey.get(ownValue(item, mergeKey))
    return same === undefined ? item : leftOfObject(schema, same, item)
  })
}

const leftOfField = (
  schema: StructSchema | MapSchema | undefined,
  key: string,
  original: unknown,
  value: unknown,
): unknown => {
  if (value === null || key.startsWith(DELETE_FROM_LIST)) return value
  const areObjects = isJsonObject(original) && isJsonObject(value)
  const areLists = Array.isArray(original) && Array.isArray(value)
  if (!areObjects && !areLists) return leftOfNew(withoutNulls(value))
  const strategy = strategyOf(schema, key)
  if (areObjects) return leftOfObject(objectSchema(strategy.schema), original, value)
  if (!areLists || !strategy.patchMerge || strategy.patchMergeKey === undefined) return value
  const items = strategy.schema?.type === 'list' ? strategy.schema.items : undefined
  return leftOfItems(objectSchema(items), strategy.patchMergeKey, original, value)
}

const leftOfObject = (
  schema: StructSchema | MapSchema | undefined,
  original: JsonObject,
  patch: JsonObject,
): JsonObject => {
  if (Object.hasOwn(patch, DIRECTIVE)) {
    const { [DIRECTIVE]: directive, ...fields } = patch
    return directive === 'replace' ? fields : patch
  }
  const left: JsonObject = Object.create(null)
  for (const key of Object.keys(patch)) {
    // `$setElementOrder` is removed together with its list
    if (key === RETAIN_KEYS || key.startsWith(SET_ORDER)) continue
    if (Object.hasOwn(patch, `${SET_ORDER}/${key}`)) continue
    left[key] = leftOfField(schema, key, ownValue(original, key), patch[key])
  }
  return left
}

export const patchAfterMerge = (schema: StructSchema, original: object, patch: unknown): unknown =>
  isJsonObject(patch) ? leftOfObject(schema, original as JsonObject, patch) : patch
