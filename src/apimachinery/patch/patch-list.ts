/**
 * Lists in a strategic merge patch. Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.
 */
import { isJsonObject, type JsonObject } from '../text/json.ts'
import { plainError, unprocessablePatch } from '../status.ts'
import { goString, goText, goTypeName } from '../text/go-text.ts'

export const DIRECTIVE = '$patch'

export interface PatchList {
  /** undefined if the schema declares none, as for primitives */
  readonly mergeKey: string | undefined
  readonly merge: (original: JsonObject, patch: JsonObject) => JsonObject
}

/** Go formats null as `%!s(<nil>)` here. */
export const wrongType = (expected: string, actual: unknown): Error =>
  plainError(
    `expected a ${expected}, but received a ${actual === null ? '%!s(<nil>)' : goTypeName(actual)}`,
  )

const noMergeKey = (item: JsonObject, mergeKey: string): Error =>
  plainError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)

export const unknownDirective = (directive: unknown, map: JsonObject): Error =>
  plainError(`unknown patch type: ${goString(directive)} in map: ${goText(map)}`)

const identity = (item: unknown, mergeKey: string | undefined): unknown => {
  if (mergeKey === undefined) return item
  if (!isJsonObject(item)) throw wrongType('map[string]interface {}', item)
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey)
  return item[mergeKey]
}

/** Reports whether lists contain objects. Throws for no items, mixed types and lists of lists. */
export const holdObjects = (...lists: (readonly unknown[])[]): boolean => {
  const items = lists.flat()
  if (items.length === 0) throw plainError('no elements in any of the given slices')
  if (Array.isArray(items[0])) throw unprocessablePatch()
  const type = goTypeName(items[0])
  if (items.some((item) => goTypeName(item) !== type)) {
    throw plainError(`list element types are not identical: ${goText(lists)}`)
  }
  return isJsonObject(items[0])
}

/**
 * Sorts a merged list: items in `order` in that order, others in the original's order, interleaved
 * where the original's order allows it.
 */
export const ordered = (
  merged: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] => {
  const keyOf = (item: unknown): unknown => identity(item, mergeKey)
  const byKey = new Map(merged.map((item) => [keyOf(item), item]))
  const wanted = [...new Set(order.map(keyOf))].filter((key) => byKey.has(key))
  const places = new Map(original.map((item, i) => [keyOf(item), i]))
  const named = new Set(wanted)
  const others = [...byKey.keys()].filter((key) => !named.has(key))
  const place = (key: unknown): number => places.get(key) ?? Number.NaN
  others.sort((a, b) => place(a) - place(b))
  const keys: unknown[] = []
  let next = 0
  for (const key of wanted) {
    while (next < others.length && place(others[next]) < place(key)) keys.push(others[next++])
    keys.push(key)
  }
  return [...keys, ...others.slice(next)].map((key) => byKey.get(key))
}

/**
 * Executes the `$patch` directives of a patch's items, which delete an item or replace the list.
 * Returns the lists that are left to merge, without directives.
 */
const withDirectives = (
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { original: readonly JsonObject[]; patch: readonly JsonObject[] } => {
  const deleted = new Set<unknown>()
  let replace = false
  const items: JsonObject[] = []
  for (const item of patch) {
    if (!Object.hasOwn(item, DIRECTIVE)) {
      items.push(item)
      continue
    }
    switch (item[DIRECTIVE]) {
      case 'delete':
        deleted.add(identity(item, mergeKey))
        break
      case 'replace':
        replace = true
        break
      case 'merge':
        throw plainError('merging lists cannot yet be specified in the patch')
      default:
        throw unknownDirective(item[DIRECTIVE], item)
    }
  }
  if (replace) return { original: items, patch: [] }
  const left =
    deleted.size === 0
      ? original
      : original.filter((each) => !deleted.has(identity(each, mergeKey)))
  return { original: left, patch: items }
}

const mergeObjects = (
  { mergeKey, merge }: PatchList,
  original: readonly unknown[],
  patch: readonly unknown[],
): unknown[] => {
  if (mergeKey === undefined) throw plainError('cannot merge lists without merge key for struct')
  const sorted = withDirectives(original.filter(isJsonObject), patch.filter(isJsonObject), mergeKey)
  const merged = [...sorted.original]
  const places = new Map<unknown, number>()
  const place = (item: JsonObject, at: number): void => {
    const key = identity(item, mergeKey)
    if (!places.has(key)) places.set(key, at)
  }
  const [first] = sorted.patch
  if (first !== undefined) {
    // a missing merge key is reported for the patch's first item, then for the original's items
    identity(first, mergeKey)
    merged.forEach(place)
  }
  for (const item of sorted.patch) {
    const at = places.get(identity(item, mergeKey))
    if (at === undefined) {
      place(item, merged.length)
      merged.push(item)
    } else merged[at] = merge(merged[at]!, item)
  }
  return ordered(merged, sorted.patch, sorted.original, mergeKey)
}

/** `deletes`: the patch is a `$deleteFromPrimitiveList`. */
export const mergeList = (
  list: PatchList,
  original: readonly unknown[],
  patch: readonly unknown[],
  deletes = false,
): unknown[] => {
  if (original.length === 0 && patch.length === 0) return []
  if (holdObjects(original, patch)) return mergeObjects(list, original, patch)
  if (!deletes) return ordered([...original, ...patch], patch, original, undefined)
  const deleted = new Set(patch)
  return original.filter((item) => !deleted.has(item))
}

const isDeletion = (item: unknown): boolean => isJsonObject(item) && item[DIRECTIVE] === 'delete'

/** Throws if a non-empty `$setElementOrder` omits an item of the patch, or has another order. */
export const checkOrder = (
  patch: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string | undefined,
): void => {
  if (patch.length === 0 || order.length === 0) return
  if (mergeKey !== undefined) {
    for (const item of patch)
      if (!isJsonObject(item)) throw wrongType('map[string]interface {}', item)
  }
  const items = mergeKey === undefined ? patch : patch.filter((item) => !isDeletion(item))
  let next = 0
  for (let i = 0; i < order.length && next < items.length;) {
    const item = items[next]
    if (isJsonObject(item) && Object.hasOwn(item, DIRECTIVE)) {
      next++
      continue
    }
    if (identity(item, mergeKey) === identity(order[i], mergeKey)) next++
    i++
  }
  if (next < items.length) {
    throw plainError(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    )
  }
}
