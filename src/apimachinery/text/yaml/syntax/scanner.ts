/**
 * Scans characters into tokens (`scannerc.go` of go-yaml v2), in Go's order, which decides which
 * error is found first.
 */
import { isBreak, isBreakOrEnd, isSpaceOrEnd, SPACE, TAB } from './classes.ts'
import { TextCursor } from './cursor.ts'
import { scanBlockScalar } from './scan-block.ts'
import { scanName, scanTag } from './scan-property.ts'
import { scanPlain, scanQuoted } from './scan-scalar.ts'
import { SimpleKeys } from './simple-keys.ts'
import type { YamlToken } from './token.ts'
import { TokenQueue } from './token-queue.ts'

/** Limit on nested flow collections, and on nested blocks; go-yaml allows 10,000. */
export const MAX_DEPTH = 500

/** Indicators; only `-`, `?` and `:` among these can begin a plain scalar. */
const INDICATORS = new Set(Array.from('-?:,[]{}#&*!|>\'"%@`', (c) => c.charCodeAt(0)))

export class YamlScanner {
  readonly #cursor: TextCursor
  readonly #keys: SimpleKeys
  readonly #tokens = new TokenQueue()
  #indent = -1
  readonly #indents: number[] = []
  #keyAllowed = true
  #ready = false

  constructor(text: string) {
    this.#cursor = new TextCursor(text)
    this.#keys = new SimpleKeys(this.#cursor)
    this.#keys.enter(0)
  }

  /** Returns the next token without taking it. Throws YamlError. */
  peek(): YamlToken {
    for (;;) {
      const token = this.#tokens.first
      if (token !== undefined && (this.#ready ||= !this.#keys.mayBegin(this.#tokens.number)))
        return token
      this.#fetch()
    }
  }

  skip(): void {
    this.#ready = false
    this.#tokens.take()
  }

  get #inFlow(): boolean {
    return this.#keys.depth > 0
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#unroll(cursor.column)
    if (cursor.atEnd()) return this.#end()
    const code = cursor.code()
    if (code === 0x25 && cursor.column === 0) return this.#skipDirective()
    if (cursor.atDocumentMark()) return this.#documentMark(code)
    if (!this.#indicator(code)) this.#plain(code)
  }

  /** Scans an indicator; returns false if there is none. */
  #indicator(code: number): boolean {
    const { line } = this.#cursor
    const flow = this.#inFlow
    const type = String.fromCharCode(code)
    switch (type) {
      case '[':
      case '{':
        this.#open({ type, line })
        return true
      case ']':
      case '}':
        this.#close({ type, line })
        return true
      case ',':
        this.#entry({ type, line })
        return true
      case '-':
        return this.#spaceFollows() && this.#blockEntry(line)
      case '?':
        return (flow || this.#spaceFollows()) && this.#complexKey(line)
      case ':':
        return (flow || this.#spaceFollows()) && this.#value(line)
      case '*':
        return this.#named('alias', line)
      case '&':
        return this.#named('anchor', line)
      case '!':
        this.#saveKey()
        this.#tokens.add({ type: 'tag', line, text: scanTag(this.#cursor) })
        return true
      case '|':
      case '>':
        return !flow && this.#blockScalar(line)
      case "'":
      case '"':
        this.#saveKey()
        this.#tokens.add({ type: 'scalar', line, value: scanQuoted(this.#cursor), style: 'quoted' })
        return true
      default:
        return false
    }
  }

  #spaceFollows(): boolean {
    return isSpaceOrEnd(this.#cursor.code(1))
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

  /** Opens a block at a deeper column, with its start before token `before`. */
  #roll(
    column: number,
    type: 'block-sequence' | 'block-mapping',
    line: number,
    before: number,
  ): void {
    if (this.#inFlow || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    if (this.#indents.length > MAX_DEPTH) this.#cursor.fail(`exceeded max depth of ${MAX_DEPTH}`)
    this.#tokens.insert(before, { type, line })
  }

  #unroll(column: number): void {
    if (this.#inFlow) return
    while (this.#indent > column) {
      this.#tokens.add({ type: 'block-end', line: this.#cursor.line })
      this.#indent = this.#indents.pop()!
    }
  }

  #saveKey(): void {
    const required = !this.#inFlow && this.#indent === this.#cursor.column
    if (this.#keyAllowed) this.#keys.save(this.#tokens.next, required)
    this.#keyAllowed = false
  }

  #endAll(): void {
    this.#unroll(-1)
    this.#keys.remove()
    this.#keyAllowed = false
  }

  #end(): void {
    this.#cursor.endLine()
    this.#endAll()
    this.#tokens.add({ type: 'stream-end', line: this.#cursor.line })
  }

  #skipDirective(): void {
    this.#endAll()
    const directive = this.#cursor.takeWhile((code) => !isBreakOrEnd(code))
    if (!/^%YAML\s+1\.1\s*(?:#.*)?$/.test(directive))
      this.#cursor.fail('found incompatible YAML document')
  }

  #documentMark(code: number): void {
    this.#endAll()
    const type = code === 0x2d ? 'document-start' : 'document-end'
    this.#tokens.add({ type, line: this.#cursor.line })
    this.#cursor.skip(3)
  }

  #open(token: YamlToken): void {
    this.#saveKey()
    this.#keys.enter(this.#tokens.next)
    if (this.#keys.depth > MAX_DEPTH) this.#cursor.fail(`exceeded max depth of ${MAX_DEPTH}`)
    this.#keyAllowed = true
    this.#cursor.skip()
    this.#tokens.add(token)
  }

  #close(token: YamlToken): void {
    this.#keys.remove()
    this.#keys.leave()
    this.#keyAllowed = false
    this.#cursor.skip()
    this.#tokens.add(token)
  }

  #entry(token: YamlToken): void {
    this.#keys.remove()
    this.#keyAllowed = true
    this.#cursor.skip()
    this.#tokens.add(token)
  }

  #rollHere(type: 'block-sequence' | 'block-mapping', what: string): void {
    if (this.#inFlow) return
    if (!this.#keyAllowed) this.#cursor.fail(`${what} are not allowed in this context`)
    this.#roll(this.#cursor.column, type, this.#cursor.line, this.#tokens.next)
  }

  #blockEntry(line: number): true {
    this.#rollHere('block-sequence', 'block sequence entries')
    this.#entry({ type: '-', line })
    return true
  }

  #complexKey(line: number): true {
    this.#rollHere('block-mapping', 'mapping keys')
    this.#keys.remove()
    this.#keyAllowed = !this.#inFlow
    this.#cursor.skip()
    this.#tokens.add({ type: 'key', line })
    return true
  }

  #value(line: number): true {
    const key = this.#keys.current()
    if (key === undefined) {
      this.#rollHere('block-mapping', 'mapping values')
      this.#keyAllowed = !this.#inFlow
    } else {
      this.#tokens.insert(key.token, { type: 'key', line: key.line })
      this.#roll(key.column, 'block-mapping', key.line, key.token)
      this.#keys.forget(key)
      this.#keyAllowed = false
    }
    this.#cursor.skip()
    this.#tokens.add({ type: 'value', line })
    return true
  }

  #named(type: 'alias' | 'anchor', line: number): true {
    this.#saveKey()
    this.#tokens.add({ type, line, text: scanName(this.#cursor) })
    return true
  }

  #blockScalar(line: number): true {
    this.#keys.remove()
    this.#keyAllowed = true
    const value = scanBlockScalar(this.#cursor, this.#indent)
    this.#tokens.add({ type: 'scalar', line, value, style: 'block' })
    return true
  }

  #plain(code: number): void {
    const cursor = this.#cursor
    const begins = INDICATORS.has(code)
      ? code === 0x2d || (!this.#inFlow && (code === 0x3f || code === 0x3a))
      : code !== TAB
    if (!begins) cursor.fail('found character that cannot start any token')
    this.#saveKey()
    const { line } = cursor
    const { value, broken } = scanPlain(cursor, this.#indent, this.#inFlow)
    this.#tokens.add({ type: 'scalar', line, value, style: 'plain' })
    if (broken) this.#keyAllowed = true
  }
}
