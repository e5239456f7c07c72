const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** Escapes a character as `\xHH` if it is below `end`, else as `\uHHHH` or `\UHHHHHHHH`. */
export const hexEscape = (char: string, end: number): string => {
  const code = char.codePointAt(0)!
  const hex = code.toString(16)
  if (code < end) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Quotes like Go's `%q` (strconv/quote.go). */
export const goQuote = (text: string): string => {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  let out = '"'
  for (const char of text) {
    if (char in ESCAPES) out += ESCAPES[char]
    else if (char === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) out += char
    else out += hexEscape(char, 0x80)
  }
  return `${out}"`
}

/** Go's `%q` of a list. */
export const quotedList = (values: readonly string[]): string =>
  `[${values.map(goQuote).join(' ')}]`
