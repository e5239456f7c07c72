/** Tokens that were scanned and not yet taken, numbered from the start of the stream. */
import type { YamlToken } from './token.ts'

export class TokenQueue {
  readonly #tokens: YamlToken[] = []
  #number = 0

  get first(): YamlToken | undefined {
    return this.#tokens[0]
  }

  /** Number of the first token. */
  get number(): number {
    return this.#number
  }

  /** Number of the token that is added next. */
  get next(): number {
    return this.#number + this.#tokens.length
  }

  add(token: YamlToken): void {
    this.#tokens.push(token)
  }

  /** Inserts `token` before number `before`, or at the end if that was taken. */
  insert(before: number, token: YamlToken): void {
    const at = before - this.#number
    this.#tokens.splice(at < 0 ? this.#tokens.length : at, 0, token)
  }

  take(): void {
    this.#tokens.shift()
    this.#number++
  }
}
