/**
 * Tokens that were scanned and not yet taken. A colon makes the node before it a key, so a
 * candidate marks the place of the key's token (`scannerc.go` of go-yaml v2).
 */
import type { TextCursor } from './cursor.ts'
import type { YamlToken } from './token.ts'

interface KeyCandidate {
  readonly type: 'candidate'
  /** the colon must follow, because the block needs a key here */
  readonly required: boolean
  readonly line: number
  readonly index: number
  readonly column: number
  possible: boolean
  /** whether the tokens after the candidate are held back */
  waits: boolean
}

/** A level of nested flow collections; level 0 is outside of all of them. */
interface Level {
  /** the collection itself, if it may be a key */
  readonly collection?: KeyCandidate | undefined
  candidate?: KeyCandidate
}

/** Maximum characters before the colon, on the same line. */
const MAX_LENGTH = 1024

const NO_COLON = "could not find expected ':'"

export class TokenQueue {
  readonly #cursor: TextCursor
  readonly #queue: (YamlToken | KeyCandidate)[] = []
  readonly #levels: Level[] = [{}]

  constructor(cursor: TextCursor) {
    this.#cursor = cursor
  }

  /** Returns undefined if there is no token, or if the first may still become a key. */
  first(): YamlToken | undefined {
    for (;;) {
      const first = this.#queue[0]
      if (first?.type !== 'candidate') return first
      if (first.waits && this.#isOpen(first)) return undefined
      this.#queue.shift()
    }
  }

  take(): void {
    this.#queue.shift()
  }

  add(token: YamlToken): void {
    this.#queue.push(token)
  }

  get depth(): number {
    return this.#levels.length - 1
  }

  get #level(): Level {
    return this.#levels[this.depth]!
  }

  enter(): void {
    const last = this.#queue.at(-1)
    this.#levels.push({ collection: last?.type === 'candidate' ? last : undefined })
  }

  leave(): void {
    this.drop()
    if (this.depth === 0) return
    const { collection, candidate } = this.#levels.pop()!
    // go-yaml returns the tokens of an empty collection before it looks for a colon
    if (candidate === undefined && collection !== undefined) collection.waits = false
  }

  /** Records that the next token may begin a key. */
  mayBeKey(required: boolean): void {
    this.drop()
    const { line, index, column } = this.#cursor
    const candidate: KeyCandidate = {
      type: 'candidate',
      required,
      line,
      index,
      column,
      possible: true,
      waits: true,
    }
    this.#level.candidate = candidate
    this.#queue.push(candidate)
  }

  /** Drops the level's candidate; throws if a key is required there. */
  drop(): void {
    const { candidate } = this.#level
    if (candidate?.possible) this.#close(candidate)
  }

  /** Returns the level's candidate if a colon here makes it a key. */
  candidate(): KeyCandidate | undefined {
    const { candidate } = this.#level
    return candidate !== undefined && this.#isOpen(candidate) ? candidate : undefined
  }

  /** Makes a candidate a key, which begins a mapping if `isFirst`. */
  makeKey(candidate: KeyCandidate, isFirst: boolean): void {
    const { line } = candidate
    const queue = this.#queue
    candidate.possible = false
    const at = queue.lastIndexOf(candidate)
    if (at >= 0) queue[at] = { type: 'key', line, text: '' }
    else this.add({ type: 'key', line, text: '' })
    // if the candidate has left the queue, go-yaml appends both tokens, the key first
    if (isFirst)
      queue.splice(at < 0 ? queue.length : at, 0, { type: 'block-mapping', line, text: '' })
  }

  #isOpen(candidate: KeyCandidate): boolean {
    const { line, index } = this.#cursor
    const isNear = candidate.line >= line && candidate.index + MAX_LENGTH >= index
    if (candidate.possible && !isNear) this.#close(candidate)
    return candidate.possible
  }

  #close(candidate: KeyCandidate): void {
    if (candidate.required) this.#cursor.fail(NO_COLON)
    candidate.possible = false
  }
}
