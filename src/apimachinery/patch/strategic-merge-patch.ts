/**
 * Strategic merge patches: merge patches that can also merge lists, by the schema, with directives
 * for other changes. Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.
 */
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import type { MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { badRequest, plainError } from '../status.ts'
import { describeJson } from '../schema/decode-context.ts'
import { withoutNulls } from './nulls.ts'
import {
  checkOrder,
  deleteFromList,
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

/** Schema of the patched value; undefined if the kind's schema lacks it. */
type PatchSchema = Schema | undefined

interface FieldStrategy {
  readonly schema: PatchSchema
  readonly merged: boolean
  readonly mergeKey: string | undefined
}

/** Returns how a key is patched. In maps, objects are merged and other values replaced. */
export const strategyOf = (
  schema: StructSchema | MapSchema | undefined,
  key: string,
): FieldStrategy => {
  if (schema?.type !== 'struct')
    return { schema: schema?.values, merged: false, mergeKey: undefined }
  const field = schema.byName.get(key)
  if (field === undefined) {
    throw plainError(
      `unable to find api field in struct ${schema.goName} for the json field ${goQuote(key)}`,
    )
  }
  return { schema: field.schema, merged: field.patchMerge, mergeKey: field.patchMergeKey }
}

export const objectSchema = (schema: PatchSchema): StructSchema | MapSchema | undefined =>
  schema?.type === 'struct' || schema?.type === 'map' ? schema : undefined

const listOf = ({ schema, mergeKey }: FieldStrategy): PatchList => ({
  mergeKey,
  merge: (original, patch) =>
    mergeObject(objectSchema(schema?.type === 'list' ? schema.items : undefined), original, patch),
})

/** Returns the field of a directive such as `$setElementOrder/finalizers`. */
const targetOf = (key: string, directive: string, problem: string): string => {
  if (!key.startsWith(`${directive}/`)) throw badRequest(problem)
  return key.slice(directive.length + 1)
}

/** Stands for a dropped object, which had a `$patch` directive. */
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

/** Merges two lists, either of which may be missing; undefined if both are. */
const mergeLists = (
  strategy: FieldStrategy,
  original: readonly unknown[] | undefined,
  patch: readonly unknown[] | undefined,
): readonly unknown[] | undefined => {
  if (patch === undefined) return original
  if (original === undefined) return itemsWithoutDirectives(patch)
  return strategy.merged ? mergeList(listOf(strategy), original, patch) : patch
}

/** Merges one object of a patch into a copy of the original object. */
class ObjectMerge {
  readonly #schema: StructSchema | MapSchema | undefined
  readonly #result: JsonObject
  readonly #patch: JsonObject
  readonly #done = new Set<string>()

  constructor(schema: StructSchema | MapSchema | undefined, original: object, patch: JsonObject) {
    this.#schema = schema
    this.#result = Object.assign(Object.create(null), original)
    this.#patch = patch
  }

  run(): JsonObject {
    this.#retainKeys()
    const keys = Object.keys(this.#patch)
    for (const key of keys) if (key.startsWith(SET_ORDER)) this.#setOrder(key)
    for (const key of keys) if (!this.#done.has(key)) this.#field(key)
    return this.#result
  }

  #retainKeys(): void {
    if (!Object.hasOwn(this.#patch, RETAIN_KEYS)) return
    this.#done.add(RETAIN_KEYS)
    const retained = this.#patch[RETAIN_KEYS]
    const problem = 'invalid patch format of retainKeys'
    if (!Array.isArray(retained)) throw badRequest(problem)
    const kept = new Set<unknown>(retained)
    for (const [key, value] of Object.entries(this.#patch)) {
      const isDirective =
        key === RETAIN_KEYS || key.startsWith(DELETE_FROM_LIST) || key.startsWith(SET_ORDER)
      if (!isDirective && value !== null && !kept.has(key)) throw badRequest(problem)
    }
    for (const key of Object.keys(this.#result)) {
      if (!kept.has(key)) delete this.#result[key]
    }
  }

  /** Merges a list and its `$setElementOrder` together. */
  #setOrder(key: string): void {
    this.#done.add(key)
    const order = listAt(this.#patch, key) ?? []
    const target = targetOf(key, SET_ORDER, 'invalid patch format of setElementOrder list')
    const original = listAt(this.#result, target)
    const patch = listAt(this.#patch, target)
    const strategy = strategyOf(this.#schema, target)
    checkOrder(patch ?? [], order, strategy.mergeKey)
    const merged = mergeLists(strategy, original, patch)
    if (merged === undefined) return
    holdObjects(original ?? [], patch ?? [])
    this.#result[target] = ordered(merged, order, original ?? [], strategy.mergeKey)
    this.#done.add(target)
  }

  #field(key: string): void {
    const deletes = key.startsWith(DELETE_FROM_LIST)
    const target = deletes
      ? targetOf(key, DELETE_FROM_LIST, 'invalid patch format of primitive list')
      : key
    const value = this.#patch[key]
    const original = ownValue(this.#result, target)
    if (value === null) delete this.#result[target]
    else if (isJsonObject(original) && isJsonObject(value)) {
      const { schema } = strategyOf(this.#schema, target)
      this.#result[target] = mergeObject(objectSchema(schema), original, value)
    } else if (Array.isArray(original) && Array.isArray(value)) {
      const strategy = strategyOf(this.#schema, target)
      this.#result[target] = deletes
        ? deleteFromList(listOf(strategy), original, value)
        : mergeLists(strategy, original, value)
    } else if (!deletes) this.#replace(target, value)
  }

  #replace(key: string, value: unknown): void {
    const kept = withoutDirectives(withoutNulls(value))
    if (kept === DROPPED) delete this.#result[key]
    else this.#result[key] = kept
  }
}

const mergeObject = (
  schema: StructSchema | MapSchema | undefined,
  original: object,
  patch: JsonObject,
): JsonObject => {
  if (!Object.hasOwn(patch, DIRECTIVE)) return new ObjectMerge(schema, original, patch).run()
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
 * Applies a parsed strategic merge patch; the result shares unchanged parts. Throws 400 for a
 * malformed patch, 422 for lists of lists, and a bare 500 for other errors, such as an item without
 * its merge key.
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
