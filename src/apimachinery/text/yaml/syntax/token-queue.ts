/** Tokens that were scanned and not yet taken, numbered from the start of the stream. */
import type { YamlToken } from './token.ts'

export class TokenQueue {
  #tokens: YamlToken[] = []
  /** number of taken tokens still in #tokens */
  #taken = 0
  /** number of taken tokens no longer in #tokens */
  #dropped = 0

  get first(): YamlToken | undefined {
    return this.#tokens[this.#taken]
  }

  get number(): number {
    return this.#dropped + this.#taken
  }

  get next(): number {
    return this.#dropped + this.#tokens.length
  }

  add(token: YamlToken): void {
    this.#tokens.push(token)
  }

  /** Inserts `token` before number `before`, or at the end if that was taken. */
  insert(before: number, token: YamlToken): void {
    const at = before - this.#dropped
    this.#tokens.splice(at < this.#taken ? this.#tokens.length : at, 0, token)
  }

  take(): void {
    if (++this.#taken < this.#tokens.length) return
    this.#dropped += this.#taken
    this.#tokens = []
    this.#taken = 0
  }
}
