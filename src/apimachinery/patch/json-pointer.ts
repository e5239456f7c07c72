/** JSON pointers (RFC 6901) into a copy-on-write document. */
import { inByteOrder } from '../text/byte-order.ts'
import { isJsonObject, type JsonObject, ownValue, stringifyJson } from '../text/json.ts'

export class PointerError extends Error {
  override readonly name = 'PointerError'
}

const unescape = (token: string): string =>
  token.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'))

/** Like the real server's library, ignores text before the first slash. */
const tokensOf = (pointer: string): string[] => {
  const tokens = pointer.split('/').slice(1).map(unescape)
  if (tokens.length === 0) throw new PointerError(`no path: ${pointer}`)
  return tokens
}

/** Returns an index below `limit`; a negative token counts from the end. */
const indexOf = (token: string, limit: number): number => {
  const index = /^[+-]?\d+$/.test(token) ? Number(token) : Number.NaN
  const counted = index < 0 ? index + limit : index
  if (counted >= 0 && counted < limit) return counted
  throw new PointerError(`invalid index: ${token}`)
}

type Container = JsonObject | unknown[]

const childOf = (container: Container, token: string): unknown => {
  if (Array.isArray(container)) return container[indexOf(token, container.length)]
  return ownValue(container, token)
}

/** total size of the values that `copy` operations may add */
const MAX_COPIED_BYTES = 3 * 1024 * 1024

export type PatchedDocument = ReturnType<typeof patchedDocument>

const containerOf = (value: unknown, pointer: string): Container => {
  if (Array.isArray(value) || isJsonObject(value)) return value
  throw new PointerError(`no path: ${pointer}`)
}

export const patchedDocument = (document: unknown) => {
  let root = document
  /** copies that the patch made, and may change in place */
  const own = new Set<unknown>()
  /** containers that a pointer has passed through, or that a `test` has compared */
  const entered = new Set([root])
  let copiedBytes = 0

  const ordered = (value: unknown): unknown => {
    if (!entered.has(value)) return value
    if (Array.isArray(value)) return value.map(ordered)
    if (!isJsonObject(value)) return value
    const copy: JsonObject = Object.create(null)
    for (const key of Object.keys(value)) copy[key] = ordered(value[key])
    return inByteOrder(copy)
  }

  const ownOf = (value: unknown, pointer: string): Container => {
    const container = containerOf(value, pointer)
    if (own.has(container)) return container
    entered.add(container)
    const copy: Container = Array.isArray(container)
      ? [...container]
      : Object.assign(Object.create(null), container)
    own.add(copy)
    entered.add(copy)
    return copy
  }

  const put = (container: Container, token: string, value: unknown): void => {
    if (Array.isArray(container)) container[indexOf(token, container.length)] = value
    else container[token] = value
  }

  /**
   * Returns the container of the last token, and that token. Copies the containers on the path that
   * are not yet copies.
   */
  const writable = (pointer: string): [Container, string] => {
    const tokens = tokensOf(pointer)
    const last = tokens.pop()!
    let container = ownOf(root, pointer)
    root = container
    for (const token of tokens) {
      const child = ownOf(childOf(container, token), pointer)
      put(container, token, child)
      container = child
    }
    return [container, last]
  }

  /** Returns undefined for an absent field. Throws {@link PointerError}. */
  const get = (pointer: string): unknown =>
    tokensOf(pointer).reduce((value, token) => {
      const container = containerOf(value, pointer)
      entered.add(container)
      return childOf(container, token)
    }, root)

  const enterAll = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    entered.add(value)
    Object.values(value).forEach(enterAll)
  }

  /** Sets a field, or inserts an item; `-` appends. */
  const add = (pointer: string, value: unknown): void => {
    const [container, token] = writable(pointer)
    if (!Array.isArray(container)) container[token] = value
    else if (token === '-') container.push(value)
    else container.splice(indexOf(token, container.length + 1), 0, value)
  }

  return {
    root: () => root,
    /**
     * Returns the document with sorted keys in entered objects. Other objects keep their order,
     * because the real server's library keeps them as JSON text.
     */
    inOrder: () => ordered(root),
    get,
    enterAll,
    copy(from: string, pointer: string): void {
      const value = get(from) ?? null
      copiedBytes += Buffer.byteLength(stringifyJson(value))
      if (copiedBytes > MAX_COPIED_BYTES) throw new PointerError('copies too much')
      // two places will share the value: a write to one must not change the other
      own.clear()
      add(pointer, value)
    },
    add,
    /** The only operation, besides `test`, that can target the whole document. */
    replace(pointer: string, value: unknown): void {
      if (pointer === '') root = containerOf(value, pointer)
      else put(...writable(pointer), value)
    },
    remove(pointer: string): void {
      const [container, token] = writable(pointer)
      if (Array.isArray(container)) {
        container.splice(indexOf(token, container.length), 1)
        return
      }
      if (!Object.hasOwn(container, token)) throw new PointerError(`no path: ${pointer}`)
      delete container[token]
    },
  }
}
