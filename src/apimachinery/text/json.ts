/** JSON on the wire: read like sigs.k8s.io/json, written like encoding/json. */
export { JsonSyntaxError } from './json-error.ts'
export { parseJson, parseJsonInTurns, type ParsedJson } from './json-parse.ts'
export { isJsonObject, JsonNumber, type JsonObject, ownValue, sameJson } from './json-value.ts'

const NEEDS_ESCAPE = /[<>&\u2028\u2029]|\\ud[89a-f]/
const LONE_SURROGATE = /\\ud[89a-f]/
const ESCAPES = /\\u(d[89a-f][0-9a-f]{2})|\\./g

const escapeAsGo = (text: string): string => {
  if (!NEEDS_ESCAPE.test(text)) return text
  // faster than one regular expression
  const escaped = text
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  if (!LONE_SURROGATE.test(escaped)) return escaped
  return escaped.replace(ESCAPES, (match, surrogate) =>
    surrogate === undefined ? match : '\\ufffd',
  )
}

/**
 * Formats compact JSON like encoding/json: escapes `<`, `>`, `&` and line separators; lone
 * surrogates become U+FFFD.
 */
export const stringifyJson = (value: unknown): string => escapeAsGo(JSON.stringify(value))

/** Formats indented JSON like `json.MarshalIndent`. */
export const prettyJson = (value: unknown): string => escapeAsGo(JSON.stringify(value, null, 2))

export const indentJson = (text: string): string => prettyJson(JSON.parse(text))
