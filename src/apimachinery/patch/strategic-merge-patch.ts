/** Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go. */
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import type { FieldSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { badRequest, plainError } from '../status.ts'
import { describeJson } from '../schema/decode-context.ts'
import { withoutNulls } from './nulls.ts'
import {
  checkOrder,
  DIRECTIVE,
  holdObjects,
  mergeList,
  ordered,
  type PatchList,
  unknownDirective,
  wrongType,
} from './patch-list.ts'

export const RETAIN_KEYS = '$retainKeys'
export const SET_ORDER = '$setElementOrder'
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList'

/** undefined if the kind's schema lacks the value */
type PatchSchema = Schema | undefined

interface FieldStrategy extends Pick<FieldSchema, 'patchMerge' | 'patchMergeKey'> {
  readonly schema: PatchSchema
}

/**
 * Throws a bare 500 for unknown fields, and for objects and lists in maps
 * (`LookupPatchMetadataForStruct`, k8s.io/apimachinery/third_party/forked/golang/json/fields.go).
 */
export const strategyOf = (
  schema: StructSchema | MapSchema | undefined,
  key: string,
): FieldStrategy => {
  if (schema === undefined) return { schema, patchMerge: false, patchMergeKey: undefined }
  if (schema.type === 'map') {
    throw plainError('merging an object in json but data type is not struct, instead is: map')
  }
  const field = schema.byName.get(key)
  if (field === undefined) {
    throw plainError(
      `unable to find api field in struct ${schema.goName} for the json field ${goQuote(key)}`,
    )
  }
  return field
}

const VALUE_KINDS: ReadonlySet<string> = new Set(['string', 'bool', 'int32', 'int64', 'double'])

/** Whether Go holds the field as a value that is neither a list nor a pointer. */
const isPlainValue = ({ schema, zero, pointer }: FieldSchema): boolean => {
  if (schema.type === 'scalar') return !pointer && VALUE_KINDS.has(schema.scalar)
  return schema.type === 'map' || (schema.type === 'struct' && zero !== undefined)
}

/**
 * Returns the strategy of a field that `$setElementOrder` names. Throws a bare 500 for unknown
 * fields and for most fields without a list (`LookupPatchMetadataForSlice`, strategicpatch/meta.go).
 */
const orderedStrategyOf = (
  schema: StructSchema | MapSchema | undefined,
  key: string,
): FieldStrategy => {
  const strategy = strategyOf(schema, key)
  const field = schema?.type === 'struct' ? schema.byName.get(key) : undefined
  if (field === undefined || !isPlainValue(field)) return strategy
  throw plainError('expected slice or array type, but got: struct')
}

export const objectSchema = (schema: PatchSchema): StructSchema | MapSchema | undefined =>
  schema?.type === 'struct' || schema?.type === 'map' ? schema : undefined

const listOf = ({ schema, patchMergeKey }: FieldStrategy): PatchList => ({
  mergeKey: patchMergeKey,
  merge: (original, patch) =>
    mergeObject(objectSchema(schema?.type === 'list' ? schema.items : undefined), original, patch),
})

/** Returns the field of a directive such as `$setElementOrder/finalizers`. */
const targetOf = (key: string, directive: string, problem: string): string => {
  if (!key.startsWith(`${directive}/`)) throw badRequest(problem)
  return key.slice(directive.length + 1)
}

export const DROPPED = Symbol('dropped')

const itemsWithoutDirectives = (list: readonly unknown[]): unknown[] =>
  list.map(withoutDirectives).filter((item) => item !== DROPPED)

/** Drops objects with a `$patch` directive from an added value. */
export const withoutDirectives = (value: unknown): unknown => {
  if (Array.isArray(value)) return itemsWithoutDirectives(value)
  if (!isJsonObject(value)) return value
  if (Object.hasOwn(value, DIRECTIVE)) return DROPPED
  const kept: JsonObject = Object.create(null)
  for (const key of Object.keys(value)) {
    const field = withoutDirectives(value[key])
    if (field !== DROPPED) kept[key] = field
  }
  return kept
}

const listAt = (object: JsonObject, key: string): readonly unknown[] | undefined => {
  const list = ownValue(object, key)
  if (list !== undefined && !Array.isArray(list)) throw wrongType('[]interface {}', list)
  return list
}

/** Returns undefined if both lists are missing. */
const mergeLists = (
  strategy: FieldStrategy,
  original: readonly unknown[] | undefined,
  patch: readonly unknown[] | undefined,
): readonly unknown[] | undefined => {
  if (patch === undefined) return original
  if (original === undefined) return itemsWithoutDirectives(patch)
  return strategy.patchMerge ? mergeList(listOf(strategy), original, patch) : patch
}

const retainKeys = (result: JsonObject, patch: JsonObject): void => {
  const retained = patch[RETAIN_KEYS]
  const problem = 'invalid patch format of retainKeys'
  if (!Array.isArray(retained)) throw badRequest(problem)
  const kept = new Set<unknown>(retained)
  for (const [key, value] of Object.entries(patch)) {
    const isDirective =
      key === RETAIN_KEYS || key.startsWith(DELETE_FROM_LIST) || key.startsWith(SET_ORDER)
    if (!isDirective && value !== null && !kept.has(key)) throw badRequest(problem)
  }
  for (const key of Object.keys(result)) {
    if (!kept.has(key)) delete result[key]
  }
}

const mergeFields = (
  schema: StructSchema | MapSchema | undefined,
  original: object,
  patch: JsonObject,
): JsonObject => {
  const result: JsonObject = Object.assign(Object.create(null), original)
  const done = new Set([RETAIN_KEYS])

  const setOrder = (key: string): void => {
    done.add(key)
    const order = listAt(patch, key) ?? []
    const target = targetOf(key, SET_ORDER, 'invalid patch format of setElementOrder list')
    const before = listAt(result, target)
    const items = listAt(patch, target)
    const strategy = orderedStrategyOf(schema, target)
    checkOrder(items ?? [], order, strategy.patchMergeKey)
    const merged = mergeLists(strategy, before, items)
    if (merged === undefined) return
    holdObjects(before ?? [], items ?? [])
    result[target] = ordered(merged, order, before ?? [], strategy.patchMergeKey)
    done.add(target)
  }

  const mergeField = (key: string): void => {
    const deletes = key.startsWith(DELETE_FROM_LIST)
    const target = deletes
      ? targetOf(key, DELETE_FROM_LIST, 'invalid patch format of primitive list')
      : key
    const value = patch[key]
    const before = ownValue(result, target)
    if (value === null) delete result[target]
    else if (isJsonObject(before) && isJsonObject(value)) {
      const strategy = strategyOf(schema, target)
      result[target] = mergeObject(objectSchema(strategy.schema), before, value)
    } else if (Array.isArray(before) && Array.isArray(value)) {
      const strategy = strategyOf(schema, target)
      result[target] = deletes
        ? mergeList(listOf(strategy), before, value, true)
        : mergeLists(strategy, before, value)
    } else if (!deletes) {
      const kept = withoutDirectives(withoutNulls(value))
      if (kept === DROPPED) delete result[key]
      else result[key] = kept
    }
  }

  if (Object.hasOwn(patch, RETAIN_KEYS)) retainKeys(result, patch)
  const keys = Object.keys(patch)
  for (const key of keys) if (key.startsWith(SET_ORDER)) setOrder(key)
  for (const key of keys) if (!done.has(key)) mergeField(key)
  return result
}

const mergeObject = (
  schema: StructSchema | MapSchema | undefined,
  original: object,
  patch: JsonObject,
): JsonObject => {
  if (!Object.hasOwn(patch, DIRECTIVE)) return mergeFields(schema, original, patch)
  const { [DIRECTIVE]: directive, ...fields } = patch
  switch (directive) {
    case 'replace':
      return Object.assign(Object.create(null), fields)
    case 'delete':
      return Object.create(null)
    default:
      throw unknownDirective(directive, patch)
  }
}

/**
 * Shares unchanged parts. Throws 400 for a malformed patch, 422 for lists of lists, and a bare 500
 * for other errors.
 */
export const applyStrategicMergePatch = (
  schema: StructSchema,
  object: object,
  patch: unknown,
): object => {
  if (patch === null) return object
  if (!isJsonObject(patch)) {
    throw badRequest(
      `json: cannot unmarshal ${describeJson(patch)} into Go value of type map[string]interface {}`,
    )
  }
  return mergeObject(schema, object, patch)
}
