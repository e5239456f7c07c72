/**
 * Where a JSON pointer (RFC 6901) leads, in a document that is not changed: the containers on the way are copied as they are
 * written to.
 */
import { inByteOrder } from '../text/byte-order.ts'
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'

/** The operation cannot be done: no such path, a bad index, a failed test. */
export class PointerError extends Error {
  override readonly name = 'PointerError'
}

const unescape = (token: string): string =>
  token.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'))

/** The tokens of a pointer. Like the real server's library it does not ask what stands before the first slash. */
const tokensOf = (pointer: string): string[] => {
  const tokens = pointer.split('/').slice(1).map(unescape)
  if (tokens.length === 0) throw new PointerError(`no path: ${pointer}`)
  return tokens
}

/** The index of a token; counted from the end when negative. It must be below `limit`. */
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

/** A document that is being patched: of the original, only containers that are written to are copied, and only once. */
export class PatchedDocument {
  #root: unknown
  /** containers that were copied, or made, by the patch */
  readonly #own = new Set<unknown>()
  /** containers that a pointer led into */
  readonly #entered = new Set<unknown>()

  constructor(root: unknown) {
    this.#root = root
  }

  get root(): unknown {
    return this.#root
  }

  set root(value: unknown) {
    this.#root = value
  }

  /**
   * The document with its keys in byte order in all objects that a pointer led into: the real server's library takes those
   * apart, and leaves the others as they were written.
   */
  inOrder(): unknown {
    return this.#ordered(this.#root)
  }

  #ordered(value: unknown): unknown {
    if (!this.#entered.has(value)) return value
    if (Array.isArray(value)) return value.map((item) => this.#ordered(item))
    if (!isJsonObject(value)) return value
    const copy: JsonObject = Object.create(null)
    for (const key of Object.keys(value)) copy[key] = this.#ordered(value[key])
    return inByteOrder(copy)
  }

  /** The value at a pointer; undefined for a field that an object does not have. Throws {@link PointerError}. */
  get(pointer: string): unknown {
    const tokens = tokensOf(pointer)
    return tokens.reduce((value, token) => {
      if (!Array.isArray(value) && !isJsonObject(value))
        throw new PointerError(`no path: ${pointer}`)
      this.#entered.add(value)
      return childOf(value, token)
    }, this.#root)
  }

  /** Adds what is at `from` at another place. */
  copy(from: string, pointer: string): void {
    const value = this.get(from) ?? null
    // it stands in two places now, and a write to one must not show in the other
    this.#own.clear()
    this.add(pointer, value)
  }

  /** Sets a field, or inserts an item; `-` is after the last. */
  add(pointer: string, value: unknown): void {
    const [container, token] = this.#writable(pointer)
    if (!Array.isArray(container)) container[token] = value
    else if (token === '-') container.push(value)
    else container.splice(indexOf(token, container.length + 1), 0, value)
  }

  /** Sets a field, whether it is there or not, or an item that is there. */
  replace(pointer: string, value: unknown): void {
    const [container, token] = this.#writable(pointer)
    if (Array.isArray(container)) container[indexOf(token, container.length)] = value
    else container[token] = value
  }

  remove(pointer: string): void {
    const [container, token] = this.#writable(pointer)
    if (Array.isArray(container)) {
      container.splice(indexOf(token, container.length), 1)
      return
    }
    if (!Object.hasOwn(container, token)) throw new PointerError(`no path: ${pointer}`)
    delete container[token]
  }

  #copyOf(value: unknown, pointer: string): Container {
    if (!Array.isArray(value) && !isJsonObject(value)) throw new PointerError(`no path: ${pointer}`)
    if (this.#own.has(value)) return value
    this.#entered.add(value)
    const copy: Container = Array.isArray(value)
      ? [...value]
      : Object.assign(Object.create(null), value)
    this.#own.add(copy)
    this.#entered.add(copy)
    return copy
  }

  /** The container of a pointer's last token, and that token. All containers on the way become the document's own. */
  #writable(pointer: string): [Container, string] {
    const tokens = tokensOf(pointer)
    const last = tokens.pop()!
    let container = this.#copyOf(this.#root, pointer)
    this.#root = container
    for (const token of tokens) {
      const child = this.#copyOf(childOf(container, token), pointer)
      if (Array.isArray(container)) container[indexOf(token, container.length)] = child
      else container[token] = child
      container = child
    }
    return [container, last]
  }
}
