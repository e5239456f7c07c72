/**
 * Scans characters into tokens in the order of go-yaml v2 (`scannerc.go`), which decides which
 * error is found first.
 */
import { isBreak, isBreakOrEnd, isSpaceOrEnd, SPACE, TAB } from './classes.ts'
import { TextCursor } from './cursor.ts'
import { scanBlockScalar } from './scan-block.ts'
import { scanName, scanTag } from './scan-property.ts'
import { scanPlain, scanQuoted } from './scan-scalar.ts'
import type { YamlToken, YamlTokenType } from './token.ts'
import { TokenQueue } from './token-queue.ts'

/** Limit on nested flow collections, and on nested blocks; go-yaml allows 10,000. */
export const MAX_DEPTH = 500

const TOO_DEEP = `exceeded max depth of ${MAX_DEPTH}`

const RESERVED = '%@`|>\t'

export class YamlScanner {
  readonly #cursor: TextCursor
  readonly #tokens: TokenQueue
  #indent = -1
  readonly #indents: number[] = []
  #keyAllowed = true

  constructor(text: string) {
    this.#cursor = new TextCursor(text)
    this.#tokens = new TokenQueue(this.#cursor)
  }

  peek(): YamlToken {
    for (;;) {
      const token = this.#tokens.first()
      if (token !== undefined) return token
      this.#fetch()
    }
  }

  skip(): void {
    this.#tokens.take()
  }

  get #inFlow(): boolean {
    return this.#tokens.depth > 0
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#unroll(cursor.column)
    if (cursor.atEnd()) return this.#end()
    const code = cursor.code()
    if (code === 0x25 && cursor.column === 0) return this.#skipDirective()
    if (cursor.atDocumentMark()) return this.#documentMark(code)
    this.#scan(String.fromCharCode(code))
  }

  #scan(character: string): void {
    const flow = this.#inFlow
    const spaced = isSpaceOrEnd(this.#cursor.code(1))
    switch (character) {
      case '[':
      case '{':
        return this.#open(character)
      case ']':
      case '}':
        this.#tokens.leave()
        return this.#mark(character, false)
      case ',':
        return this.#entry(character)
      case '-':
        if (!spaced) break
        this.#rollHere('block-sequence', 'block sequence entries')
        return this.#entry(character)
      case '?':
        if (flow || spaced) return this.#complexKey()
        break
      case ':':
        if (flow || spaced) return this.#value()
        break
      case '*':
        return this.#text('alias', scanName)
      case '&':
        return this.#text('anchor', scanName)
      case '!':
        return this.#text('tag', scanTag)
      case "'":
      case '"':
        return this.#text('quoted', scanQuoted)
      case '|':
      case '>':
        if (!flow) return this.#blockScalar()
        break
      default:
    }
    if (RESERVED.includes(character)) {
      this.#cursor.fail('found character that cannot start any token')
    }
    this.#plain()
  }

  #add(type: YamlTokenType, line = this.#cursor.line, text = ''): void {
    this.#tokens.add({ type, line, text })
  }

  #skipToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      const tabs = this.#inFlow || !this.#keyAllowed
      while (cursor.code() === SPACE || (tabs && cursor.code() === TAB)) cursor.skip()
      cursor.skipComment()
      if (!isBreak(cursor.code())) return
      cursor.takeBreak()
      if (!this.#inFlow) this.#keyAllowed = true
    }
  }

  /** Begins a block if `column` is beyond the current indentation; returns whether it did. */
  #roll(column: number): boolean {
    if (this.#inFlow || this.#indent >= column) return false
    this.#indents.push(this.#indent)
    this.#indent = column
    if (this.#indents.length > MAX_DEPTH) this.#cursor.fail(TOO_DEEP)
    return true
  }

  #rollHere(type: 'block-sequence' | 'block-mapping', what: string): void {
    if (!this.#inFlow && !this.#keyAllowed) {
      this.#cursor.fail(`${what} are not allowed in this context`)
    }
    if (this.#roll(this.#cursor.column)) this.#add(type)
  }

  #unroll(column: number): void {
    if (this.#inFlow) return
    while (this.#indent > column) {
      this.#add('block-end')
      this.#indent = this.#indents.pop()!
    }
  }

  #saveKey(): void {
    const required = !this.#inFlow && this.#indent === this.#cursor.column
    if (this.#keyAllowed) this.#tokens.mayBeKey(required)
    this.#keyAllowed = false
  }

  #endAll(): void {
    this.#unroll(-1)
    this.#tokens.drop()
    this.#keyAllowed = false
  }

  #end(): void {
    this.#cursor.endLine()
    this.#endAll()
    this.#add('stream-end')
  }

  #skipDirective(): void {
    this.#endAll()
    const directive = this.#cursor.takeWhile((code) => !isBreakOrEnd(code))
    if (!/^%YAML\s+1\.1\s*(?:#.*)?$/.test(directive))
      this.#cursor.fail('found incompatible YAML document')
  }

  #documentMark(code: number): void {
    this.#endAll()
    this.#add(code === 0x2d ? 'document-start' : 'document-end')
    this.#cursor.skip(3)
  }

  #mark(type: YamlTokenType, keyFollows: boolean): void {
    this.#keyAllowed = keyFollows
    this.#cursor.skip()
    this.#add(type)
  }

  #open(type: '[' | '{'): void {
    this.#saveKey()
    this.#tokens.enter()
    if (this.#tokens.depth > MAX_DEPTH) this.#cursor.fail(TOO_DEEP)
    this.#mark(type, true)
  }

  #entry(type: ',' | '-'): void {
    this.#tokens.drop()
    this.#mark(type, true)
  }

  #complexKey(): void {
    this.#rollHere('block-mapping', 'mapping keys')
    this.#tokens.drop()
    this.#mark('key', !this.#inFlow)
  }

  #value(): void {
    const key = this.#tokens.candidate()
    if (key === undefined) {
      this.#rollHere('block-mapping', 'mapping values')
      return this.#mark('value', !this.#inFlow)
    }
    this.#tokens.makeKey(key, this.#roll(key.column))
    this.#mark('value', false)
  }

  #text(type: YamlTokenType, scan: (cursor: TextCursor) => string): void {
    this.#saveKey()
    this.#add(type, this.#cursor.line, scan(this.#cursor))
  }

  #blockScalar(): void {
    this.#tokens.drop()
    this.#keyAllowed = true
    this.#add('quoted', this.#cursor.line, scanBlockScalar(this.#cursor, this.#indent))
  }

  #plain(): void {
    this.#saveKey()
    const { line } = this.#cursor
    const { value, broken } = scanPlain(this.#cursor, this.#indent, this.#inFlow)
    this.#add('plain', line, value)
    if (broken) this.#keyAllowed = true
  }
}
