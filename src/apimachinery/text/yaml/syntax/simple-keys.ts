/**
 * Keys without `?`, recognized by the colon behind them; each level of flow collections has at
 * most one candidate (`scannerc.go` of go-yaml v2).
 */
import type { TextCursor } from './cursor.ts'

interface SimpleKey {
  /** whether the colon must follow, because the block needs a key here */
  readonly required: boolean
  /** number of the key's first token */
  readonly token: number
  readonly line: number
  readonly index: number
  readonly column: number
  possible: boolean
}

/** Maximum characters before the colon, on the same line. */
const MAX_LENGTH = 1024

const NO_COLON = "could not find expected ':'"

export class SimpleKeys {
  readonly #cursor: TextCursor
  /** one per level */
  readonly #keys: SimpleKey[] = []
  /** levels by number of the candidate's first token */
  readonly #levels = new Map<number, number>()

  constructor(cursor: TextCursor) {
    this.#cursor = cursor
  }

  get depth(): number {
    return this.#keys.length - 1
  }

  /** Opens a level; `token` is the number of its first token. */
  enter(token: number): void {
    const { line, index, column } = this.#cursor
    this.#keys.push({ possible: false, required: false, token, line, index, column })
  }

  leave(): void {
    if (this.depth > 0) this.#levels.delete(this.#keys.pop()!.token)
  }

  /** Records that the token may begin a key. */
  save(token: number, required: boolean): void {
    this.remove()
    const { line, index, column } = this.#cursor
    this.#keys[this.depth] = { possible: true, required, token, line, index, column }
    this.#levels.set(token, this.depth)
  }

  /** Drops the candidate. Throws if a key is required. */
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

  current(): SimpleKey | undefined {
    const key = this.#keys[this.depth]!
    return this.#isOpen(key) ? key : undefined
  }

  /** Reports whether the token begins a candidate that is still open. */
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
