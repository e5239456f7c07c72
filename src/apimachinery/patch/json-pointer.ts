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

export class PatchedDocument {
  root: unknown
  /** containers that the patch copied */
  readonly #own = new Set<unknown>()
  /** containers that a pointer has passed through */
  readonly #entered = new Set<unknown>()
  #copiedBytes = 0

  constructor(root: unknown) {
    this.root = root
  }

  /** Sorts the keys of all entered objects: the real server's library keeps the others as text. */
  inOrder(): unknown {
    return this.#ordered(this.root)
  }

  #ordered(value: unknown): unknown {
    if (!this.#entered.has(value)) return value
    if (Array.isArray(value)) return value.map((item) => this.#ordered(item))
    if (!isJsonObject(value)) return value
    const copy: JsonObject = Object.create(null)
    for (const key of Object.keys(value)) copy[key] = this.#ordered(value[key])
    return inByteOrder(copy)
  }

  /** Returns undefined for an absent field. Throws {@link PointerError}. */
  get(pointer: string): unknown {
    const tokens = tokensOf(pointer)
    return tokens.reduce((value, token) => {
      if (!Array.isArray(value) && !isJsonObject(value))
        throw new PointerError(`no path: ${pointer}`)
      this.#entered.add(value)
      return childOf(value, token)
    }, this.root)
  }

  copy(from: string, pointer: string): void {
    const value = this.get(from) ?? null
    this.#copiedBytes += Buffer.byteLength(stringifyJson(value))
    if (this.#copiedBytes > MAX_COPIED_BYTES) throw new PointerError('copies too much')
    // the value is now in two places: a write to one must not change the other
    this.#own.clear()
    this.add(pointer, value)
  }

  /** Sets a field, or inserts an item; `-` appends. */
  add(pointer: string, value: unknown): void {
    const [container, token] = this.#writable(pointer)
    if (!Array.isArray(container)) container[token] = value
    else if (token === '-') container.push(value)
    else container.splice(indexOf(token, container.length + 1), 0, value)
  }

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

  /** Returns the container of the last token, and that token. Copies all containers on the path. */
  #writable(pointer: string): [Container, string] {
    const tokens = tokensOf(pointer)
    const last = tokens.pop()!
    let container = this.#copyOf(this.root, pointer)
    this.root = container
    for (const token of tokens) {
      const child = this.#copyOf(childOf(container, token), pointer)
      if (Array.isArray(container)) container[indexOf(token, container.length)] = child
      else container[token] = child
      container = child
    }
    return [container, last]
  }
}
