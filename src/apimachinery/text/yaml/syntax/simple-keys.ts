/**
 * Keys that show that they are keys only by the colon behind them: one may begin at each level of flow collections (`scannerc.go` of
 * go-yaml v2).
 */
import type { TextCursor } from './cursor.ts'

interface SimpleKey {
  /** that no colon may be missing: the key stands where its block needs one */
  readonly required: boolean
  /** which of all tokens it would begin with */
  readonly token: number
  readonly line: number
  readonly index: number
  readonly column: number
  possible: boolean
}

/** The colon has to follow within so many characters, and on the same line. */
const MAX_LENGTH = 1024

const NO_COLON = "could not find expected ':'"

export class SimpleKeys {
  readonly #cursor: TextCursor
  /** one for each level */
  readonly #keys: SimpleKey[] = []
  /** the level whose key begins with a token */
  readonly #levels = new Map<number, number>()

  constructor(cursor: TextCursor) {
    this.#cursor = cursor
  }

  /** How deep flow collections are nested. */
  get depth(): number {
    return this.#keys.length - 1
  }

  /** Begins a level, at whose start stands the token of that number. */
  enter(token: number): void {
    const { line, index, column } = this.#cursor
    this.#keys.push({ possible: false, required: false, token, line, index, column })
  }

  leave(): void {
    if (this.depth > 0) this.#levels.delete(this.#keys.pop()!.token)
  }

  /** Remembers that the token of that number may begin a key. */
  save(token: number, required: boolean): void {
    this.remove()
    const { line, index, column } = this.#cursor
    this.#keys[this.depth] = { possible: true, required, token, line, index, column }
    this.#levels.set(token, this.depth)
  }

  /** What began a key is none. Throws when it has to be one. */
  remove(): void {
    const key = this.#keys[this.depth]!
    if (!key.possible) return
    if (key.required) this.#cursor.fail(NO_COLON)
    this.forget(key)
  }

  forget(key: SimpleKey): void {
    key.possible = false
    this.#levels.delete(key.token)
  }

  /** The key whose colon may be the one at the cursor. */
  current(): SimpleKey | undefined {
    const key = this.#keys[this.depth]!
    return this.#isOpen(key) ? key : undefined
  }

  /** Whether it is still open if the token of that number begins a key. */
  mayBegin(token: number): boolean {
    const level = this.#levels.get(token)
    const key = level === undefined ? undefined : this.#keys[level]
    return key !== undefined && this.#isOpen(key)
  }

  #isOpen(key: SimpleKey): boolean {
    if (!key.possible) return false
    const { line, index } = this.#cursor
    if (key.line >= line && key.index + MAX_LENGTH >= index) return true
    if (key.required) this.#cursor.fail(NO_COLON)
    key.possible = false
    return false
  }
}
