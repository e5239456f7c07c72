/**
 * Fast path for JSON sent as YAML, as kubectl and client-go do for server-side apply: JSON that
 * means the same in YAML is parsed in a quarter of the time.
 */
import { inByteOrder } from '../byte-order.ts'
import { isJsonObject, JsonNumber, type JsonObject, JsonSyntaxError, parseJson } from '../json.ts'
import { MAX_DEPTH } from './syntax/scanner.ts'

export interface ParsedYaml {
  /** with sorted keys */
  readonly value: unknown
  /** go-yaml's error for all duplicate keys */
  readonly strictError: string | undefined
}

/**
 * Matches text that YAML may read differently: the escapes `\u` and `\/`, tabs between tokens,
 * unprintable characters, line breaks that only YAML has, a colon at the start of a line.
 */
const READ_OTHERWISE =
  /\\[u/]|[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffff]|[\n\r] *:/

/**
 * go-yaml finds a key's colon only within 1024 characters. A key of 300 characters takes at most
 * 600 with escapes, and fewer than 300 blanks precede its colon.
 */
const MAX_KEY = 300
const MANY_BLANKS = ' '.repeat(300)

/** Thrown for a value that YAML might read differently. */
class Doubtful extends Error {}

const sorted = (value: unknown, depth = 0): unknown => {
  if (depth > MAX_DEPTH) throw new Doubtful()
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1))
  // fractions, exponents, `-0`, and integers beyond 2^53
  if (value instanceof JsonNumber || (typeof value === 'number' && !Number.isSafeInteger(value)))
    throw new Doubtful()
  if (!isJsonObject(value)) return value
  const object: JsonObject = Object.create(null)
  for (const key of Object.keys(value)) {
    if (key.length > MAX_KEY) throw new Doubtful()
    object[key] = sorted(value[key], depth + 1)
  }
  return inByteOrder(object)
}

/** Parses JSON that means the same in YAML; undefined for other texts. Throws ManyValues. */
export const parseJsonAsYaml = (text: string): ParsedYaml | undefined => {
  if (!text.startsWith('{') || READ_OTHERWISE.test(text) || text.includes(MANY_BLANKS)) {
    return undefined
  }
  try {
    const { value, duplicates } = parseJson(text)
    if (duplicates.length > 0) return undefined
    return { value: sorted(value), strictError: undefined }
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof Doubtful) return undefined
    throw error
  }
}
