import { goQuote } from './quote.ts'

/** Error for malformed JSON, in encoding/json's words. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
}

/** Quotes the byte at which Go's scanner stops. */
const quotedCharacter = (text: string, at: number): string => {
  const code = text.codePointAt(at)!
  // Go prints a byte as the Latin-1 character of that number
  const byte = code < 0x80 ? code : Buffer.from(String.fromCodePoint(code))[0]!
  const char = String.fromCharCode(byte)
  if (char === "'") return `'\\''`
  if (char === '"') return `'"'`
  return `'${goQuote(char).slice(1, -1)}'`
}

export const syntaxError = (text: string, at: number, context: string): JsonSyntaxError =>
  new JsonSyntaxError(
    at >= text.length
      ? 'unexpected end of JSON input'
      : `invalid character ${quotedCharacter(text, at)} ${context}`,
  )
