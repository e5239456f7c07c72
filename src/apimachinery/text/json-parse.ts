/**
 * Parses JSON like sigs.k8s.io/json. `JSON.parse` hides duplicate keys and literals of numbers, and
 * its error texts differ from Go's.
 */
import { isDigit, JsonScanner } from './json-scanner.ts'
import type { JsonObject } from './json-value.ts'
import { countJsonValues, ManyValues, MOST_VALUES } from './many-values.ts'

export interface ParsedJson {
  /** objects have no prototype; some numbers are {@link JsonNumber}s */
  readonly value: unknown
  /** paths of duplicate keys (`metadata.name`, `spec.list[0].x`), once per repetition */
  readonly duplicates: string[]
}

/** Once the paths in `duplicates` have this many characters in total, no more paths are added. */
const MAX_PATHS_LENGTH = 128 * 1024

/** Limit of encoding/json. */
const JSON_MAX_DEPTH = 10_000

class Parser extends JsonScanner {
  /** open objects and arrays, outermost first */
  readonly #open: (JsonObject | unknown[])[] = []
  /** current key of each open object; '' for arrays */
  readonly #keys: string[] = []
  readonly duplicates: string[] = []
  #pathsLength = 0
  #values = 0

  /**
   * Reads up to `most` more values. Returns the document, or {@link PAUSED}. Keeps its own stack,
   * since valid nesting can exceed the call stack.
   */
  document(most: number): unknown {
    const pause = this.#values + most
    for (;;) {
      if (this.#values >= pause) return PAUSED
      let value = this.#begin()
      if (value === OPENED) continue
      for (;;) {
        const depth = this.#open.length
        const code = this.skipSpace()
        if (depth === 0) {
          if (this.at < this.text.length) this.fail('after top-level value')
          return value
        }
        const parent = this.#open[depth - 1]!
        const isList = Array.isArray(parent)
        if (isList) parent.push(value)
        else parent[this.#keys[depth - 1]!] = value
        if (code === 0x2c) {
          this.at++
          if (!isList) this.#key(parent)
          break
        }
        if (code !== (isList ? 0x5d : 0x7d))
          this.fail(isList ? 'after array element' : 'after object key:value pair')
        this.at++
        this.#open.pop()
        this.#keys.pop()
        value = parent
      }
    }
  }

  #begin(): unknown {
    this.#values++
    const code = this.skipSpace()
    switch (code) {
      case 0x22:
        this.at++
        return this.string()
      case 0x7b:
        return this.#enter(Object.create(null), 0x7d)
      case 0x5b:
        return this.#enter([], 0x5d)
      case 0x74:
        return this.word('true', true)
      case 0x66:
        return this.word('false', false)
      case 0x6e:
        return this.word('null', null)
      default:
        if (code === 0x2d || isDigit(code)) return this.number()
        return this.fail('looking for beginning of value')
    }
  }

  #enter(container: JsonObject | unknown[], end: number): unknown {
    if (this.#open.length >= JSON_MAX_DEPTH) this.fail('exceeded max depth')
    this.at++
    if (this.skipSpace() === end) {
      this.at++
      return container
    }
    this.#open.push(container)
    this.#keys.push('')
    if (!Array.isArray(container)) this.#key(container)
    return OPENED
  }

  #key(object: JsonObject): void {
    if (this.skipSpace() !== 0x22) this.fail('looking for beginning of object key string')
    this.at++
    const key = this.string()
    this.#keys[this.#keys.length - 1] = key
    if (object[key] !== undefined) this.#repeated()
    if (this.skipSpace() !== 0x3a) this.fail('after object key')
    this.at++
  }

  #repeated(): void {
    if (this.#pathsLength > MAX_PATHS_LENGTH) return
    const path = this.#path()
    this.#pathsLength += path.length
    this.duplicates.push(path)
  }

  #path(): string {
    let path = ''
    this.#open.forEach((container, depth) => {
      if (Array.isArray(container)) path += `[${container.length}]`
      else path += path === '' ? this.#keys[depth]! : `.${this.#keys[depth]!}`
    })
    return path
  }
}

/** A container was opened, and its first value follows. */
const OPENED = Symbol('opened')
const PAUSED = Symbol('paused')

/**
 * The last of equal keys counts. Throws {@link JsonSyntaxError}, and ManyValues for more than
 * MOST_VALUES.
 */
export const parseJson = (text: string): ParsedJson => {
  const parser = new Parser(text)
  const value = parser.document(MOST_VALUES)
  if (value === PAUSED) throw new ManyValues(countJsonValues(Buffer.from(text)))
  return { value, duplicates: parser.duplicates }
}

/** Number of values to parse before each `yield`; parsing them takes one or two milliseconds. */
const VALUES_OF_ONE_TURN = 4096

/** Parses any number of values, and yields at intervals. Throws {@link JsonSyntaxError}. */
export function* parseJsonInTurns(text: string): Generator<void, unknown, void> {
  const parser = new Parser(text)
  for (;;) {
    const value = parser.document(VALUES_OF_ONE_TURN)
    if (value !== PAUSED) return value
    yield
  }
}
