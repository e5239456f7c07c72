/**
 * JSON where YAML is expected, as kubectl and client-go send it for server-side apply. It is read as JSON, in a tenth of the time,
 * where that is sure to give what YAML would.
 */
import { inByteOrder } from '../byte-order.ts'
import { isJsonObject, JsonNumber, type JsonObject, JsonSyntaxError, parseJson } from '../json.ts'
import { MAX_DEPTH } from './syntax/scanner.ts'

export interface ParsedYaml {
  /** as parseJson would give it, but with the keys of objects sorted */
  readonly value: unknown
  /** what a real server says of all repeated keys together, in go-yaml's words; undefined when there are none */
  readonly strictError: string | undefined
}

/**
 * What YAML reads otherwise or not at all: escapes by number, tabs between tokens, characters that it takes for unprintable or for line
 * breaks, a key whose colon is on another line.
 */
const READ_OTHERWISE =
  /\\[u/]|[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffff]|[\n\r] *:/

/** go-yaml looks no further than 1024 characters ahead for the colon behind a key: escapes may double its length, blanks follow it. */
const MAX_KEY = 300
const MANY_BLANKS = ' '.repeat(300)

/** A value that YAML might read otherwise. */
class Doubtful extends Error {}

/** The value with the keys of its objects sorted. Throws Doubtful. */
const sorted = (value: unknown, depth = 0): unknown => {
  if (depth > MAX_DEPTH) throw new Doubtful()
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1))
  // fractions, and integers that are no double
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

/** What YAML reads in a text that is JSON and means the same there; undefined for every other. Throws ManyValues. */
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
