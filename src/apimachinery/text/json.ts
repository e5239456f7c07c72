/** JSON on the wire: read as sigs.k8s.io/json does, written as Go's encoding/json does. */
export { JsonSyntaxError } from './json-error.ts'
export { parseJson, parseJsonInTurns, type ParsedJson } from './json-parse.ts'
export { isJsonObject, JsonNumber, type JsonObject, ownValue, sameJson } from './json-value.ts'

const NEEDS_ESCAPE = /[<>&\u2028\u2029]|\\ud[89a-f]/
const ESCAPED = /\\u(d[89a-f][0-9a-f]{2})|\\.|[<>&\u2028\u2029]/g

const HTML_ESCAPES: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

const escapeAsGo = (text: string): string => {
  if (!NEEDS_ESCAPE.test(text)) return text
  return text.replace(ESCAPED, (match, surrogate) =>
    surrogate === undefined ? (HTML_ESCAPES[match] ?? match) : '\\ufffd',
  )
}

/**
 * Compact JSON as Go's encoding/json writes it: `<`, `>`, `&` and the two Unicode line separators are escaped, half of a
 * surrogate pair becomes U+FFFD. Fields keep the order that they have. `value` must be expressible in JSON.
 */
export const stringifyJson = (value: unknown): string => escapeAsGo(JSON.stringify(value))

/** The same with so many spaces per level, as `json.MarshalIndent`; empty objects and lists stay on one line. */
export const prettyJson = (value: unknown, spaces = 2): string =>
  escapeAsGo(JSON.stringify(value, null, spaces))

/** Indents JSON that is already text. */
export const indentJson = (text: string): string => prettyJson(JSON.parse(text))
