/** JSON merge patches (RFC 7386), with the texts and the null handling of evanphx/json-patch. */
import { inByteOrder, inByteOrderThroughout } from '../text/byte-order.ts'
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import { badRequest } from '../status.ts'
import { describeJson } from '../schema/decode-context.ts'
import { withoutNulls } from './nulls.ts'

export const NO_PATCH = 'Invalid JSON Patch'

const mergeObject = (target: JsonObject, patch: JsonObject): JsonObject => {
  let merged = target
  for (const key of Object.keys(patch)) {
    const current = ownValue(target, key)
    const value = patch[key]
    const next = value === null ? undefined : mergeValue(current, value)
    if (next === current) continue
    if (merged === target) merged = Object.assign(Object.create(null), target)
    if (next === undefined) delete merged[key]
    else merged[key] = next
  }
  return inByteOrder(merged)
}

/**
 * Removes null fields from a new value, also inside its lists, where the RFC keeps them. A value
 * that replaces an object keeps its null fields.
 */
const mergeValue = (current: unknown, patch: unknown): unknown => {
  if (!isJsonObject(current))
    return current === patch ? current : inByteOrderThroughout(withoutNulls(patch))
  return isJsonObject(patch) ? mergeObject(current, patch) : patch
}

/**
 * Applies a parsed merge patch. Shares unchanged parts. Objects in the document that the patch
 * also has have keys in byte order, even if the patch changes nothing: errors print the result
 * (`mergeDocs` of evanphx/json-patch v4 makes maps of them, and keeps other objects as text).
 * `validated`: field validation is on. Throws 400 unless the patch is an object; without field
 * validation, a list is valid too, and replaces the document.
 */
export const applyMergePatch = (document: unknown, patch: unknown, validated = true): unknown => {
  if (!validated && Array.isArray(patch)) return inByteOrderThroughout(withoutNulls(patch))
  if (patch === null || (!validated && !isJsonObject(patch))) throw badRequest(NO_PATCH)
  if (!isJsonObject(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${describeJson(patch)} into Go value of type map[string]interface {}`,
    )
  }
  return mergeValue(document, patch)
}
