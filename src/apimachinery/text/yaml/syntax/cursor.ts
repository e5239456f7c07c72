import { CR, END, isBlank, isBreak, isBreakOrEnd, LF } from './classes.ts'
import { failAt } from './error.ts'

const isLowSurrogate = (code: number): boolean => (code & 0xfc00) === 0xdc00

export class TextCursor {
  at = 0
  /** from 0 */
  line = 0
  readonly #text: string
  /** surrogate pairs so far; `index` counts a pair as one character */
  #pairs = 0
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  get index(): number {
    return this.at - this.#pairs
  }

  get column(): number {
    return this.index - this.#lineStart
  }

  /** Returns the code unit `ahead` places from here; {@link END} at the end. */
  code(ahead = 0): number {
    return this.#text.charCodeAt(this.at + ahead) || END
  }

  fail(problem: string): never {
    const line = this.line + 1
    return failAt(line > 1 ? line : 0, problem, line)
  }

  /** Skips code units, none of which may be a surrogate. */
  skip(places = 1): void {
    this.at += places
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at++
  }

  takeWhile(fits: (code: number, next: number) => boolean): string {
    const start = this.at
    for (let code = this.code(); fits(code, this.code(1)); code = this.code()) {
      if (isLowSurrogate(code)) this.#pairs++
      this.at++
    }
    return this.#text.slice(start, this.at)
  }

  skipComment(): void {
    if (this.code() === 0x23) this.takeWhile((code) => !isBreakOrEnd(code))
  }

  /** Passes a line break; returns its value in a scalar. */
  takeBreak(): string {
    const code = this.code()
    this.at += code === CR && this.code(1) === LF ? 2 : 1
    this.line++
    this.#lineStart = this.index
    return code > 0xff ? String.fromCharCode(code) : '\n'
  }

  skipBreak(): void {
    if (isBreak(this.code())) this.takeBreak()
  }

  /** Reports whether the cursor is at `---` or `...` at the start of a line. */
  atDocumentMark(): boolean {
    const code = this.code()
    return (
      (code === 0x2d || code === 0x2e) &&
      this.column === 0 &&
      this.code(1) === code &&
      this.code(2) === code &&
      (isBlank(this.code(3)) || isBreakOrEnd(this.code(3)))
    )
  }

  atEnd(): boolean {
    return this.code() === END
  }

  /** Ends a last line that has no line break. */
  endLine(): void {
    if (this.column === 0) return
    this.line++
    this.#lineStart = this.index
  }
}
