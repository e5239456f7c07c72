/**
 * JSON patches (RFC 6902) with the deviations of evanphx/json-patch v4: negative indices count
 * from the end, `replace` sets a missing field, a missing `value` is null.
 */
import { isJsonObject, type JsonObject, sameJson } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import { badRequest, requestEntityTooLarge, unprocessablePatch } from '../status.ts'
import { describeJson } from '../schema/decode-context.ts'
import { type PatchedDocument, patchedDocument, PointerError } from './json-pointer.ts'

const MAX_OPERATIONS = 10_000

const TEXT_FIELDS = ['op', 'path', 'from'] as const
const FIELDS: ReadonlySet<string> = new Set([...TEXT_FIELDS, 'value'])

/**
 * Without field validation, evanphx/json-patch decodes the patch, so errors name that library's
 * types.
 */
const undecodable = (value: unknown, into: string, validated: boolean): Error =>
  badRequest(
    `${validated ? 'error decoding patch: ' : ''}json: cannot unmarshal ${describeJson(value)} into Go ${into}`,
  )

const operationOf = (operation: unknown, validated: boolean): JsonObject => {
  if (operation === null) return {}
  if (!isJsonObject(operation)) {
    const type = validated ? 'handlers.jsonPatchOp' : 'jsonpatch.Operation'
    throw undecodable(operation, `value of type ${type}`, validated)
  }
  for (const name of validated ? TEXT_FIELDS : []) {
    const value = operation[name] ?? ''
    if (typeof value !== 'string') {
      throw undecodable(value, `struct field jsonPatchOp.${name} of type string`, validated)
    }
  }
  return operation
}

/** Throws 400 for a malformed patch, 413 for too many operations. */
const operationsOf = (patch: unknown, validated: boolean): JsonObject[] => {
  if (patch === null) return []
  if (!Array.isArray(patch)) {
    const type = validated ? '[]handlers.jsonPatchOp' : 'jsonpatch.Patch'
    throw undecodable(patch, `value of type ${type}`, validated)
  }
  const operations = patch.map((operation) => operationOf(operation, validated))
  if (operations.length > MAX_OPERATIONS) {
    throw requestEntityTooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    )
  }
  return operations
}

const pointerOf = (operation: JsonObject, name: 'path' | 'from'): string => {
  const pointer = operation[name]
  if (typeof pointer === 'string') return pointer
  throw new PointerError(`operation without ${name}`)
}

const move = (document: PatchedDocument, from: string, path: string): void => {
  const value = document.get(from)
  document.remove(from)
  document.add(path, value ?? null)
}

const test = (document: PatchedDocument, path: string, expected: unknown): void => {
  const value = path === '' ? document.root() : (document.get(path) ?? null)
  if (!sameJson(value, expected, true)) throw new PointerError(`test failed: ${path}`)
  document.enterAll(value)
}

const run = (document: PatchedDocument, operation: JsonObject): void => {
  const path = pointerOf(operation, 'path')
  const { op, value = null } = operation
  switch (op) {
    case 'add':
      return document.add(path, value)
    case 'remove':
      return document.remove(path)
    case 'replace':
      return document.replace(path, value)
    case 'move':
      return move(document, pointerOf(operation, 'from'), path)
    case 'copy':
      return document.copy(pointerOf(operation, 'from'), path)
    case 'test':
      return test(document, path, value)
    default:
      throw new PointerError('unknown operation')
  }
}

/**
 * Applies a parsed JSON patch; shares unchanged parts. `validated`: field validation is on. Throws
 * 400 for a malformed patch, 413 for too many operations, 422 for a failed operation.
 */
export const applyJsonPatch = (document: unknown, patch: unknown, validated = true): unknown => {
  const operations = operationsOf(patch, validated)
  const patched = patchedDocument(document)
  try {
    for (const operation of operations) run(patched, operation)
  } catch (error) {
    if (error instanceof PointerError) throw unprocessablePatch()
    throw error
  }
  return patched.inOrder()
}

/** `duplicates`: paths of duplicate fields, such as `[0].path`. */
export const jsonPatchProblems = (patch: unknown, duplicates: readonly string[]): string[] => {
  const repeated = duplicates.map((path) => `json patch duplicate field ${goQuote(path)}`)
  const operations: unknown[] = Array.isArray(patch) ? patch : []
  return operations.flatMap((operation, i) => [
    ...repeated.filter((text) => text.startsWith(`json patch duplicate field "[${i}].`)),
    ...(isJsonObject(operation) ? Object.keys(operation) : [])
      .filter((name) => !FIELDS.has(name))
      .map((name) => `json patch unknown field ${goQuote(`[${i}].${name}`)}`),
  ])
}
