/** JSON merge patches (RFC 7386), with the texts and the one liberty of the real server's library (evanphx/json-patch). */
import { inByteOrder, inByteOrderThroughout } from '../text/byte-order.ts'
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import { badRequest } from '../status.ts'
import { jsonKind } from '../text/go-text.ts'
import { withoutNulls } from './nulls.ts'

/** What the library says of a patch that it cannot read. */
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
  return merged === target ? target : inByteOrder(merged)
}

/** A new value loses its nulls even inside of lists, where the RFC would keep them. */
const mergeValue = (current: unknown, patch: unknown): unknown => {
  if (!isJsonObject(current))
    return current === patch ? current : inByteOrderThroughout(withoutNulls(patch))
  return isJsonObject(patch) ? mergeObject(current, patch) : patch
}

/**
 * Applies a parsed merge patch to a document. What does not change is shared with the document, which is returned itself when
 * nothing does; objects that change have their keys in byte order, as error texts show them and as unknown fields are told.
 * `validated`: the fields of the patch are looked at, whoever then refuses them or not; otherwise a list takes the place of the
 * document. Throws 400 when the patch is no object.
 */
export const applyMergePatch = (document: unknown, patch: unknown, validated = true): unknown => {
  if (!validated && Array.isArray(patch)) return inByteOrderThroughout(withoutNulls(patch))
  if (patch === null || (!validated && !isJsonObject(patch))) throw badRequest(NO_PATCH)
  if (!isJsonObject(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
    )
  }
  return mergeValue(document, patch)
}
