/**
 * Escapes text for terminals: names from clients may contain control, bidi or invisible characters.
 */
import { hexEscape } from './quote.ts'

declare const SHOWN: unique symbol

/** Text without invisible characters, except line breaks that csrlab added. */
export type Shown = string & { readonly [SHOWN]: true }

/**
 * Matches characters that Go's `strconv.IsPrint` rejects (controls, format characters, separators
 * other than the space, unassigned and private characters) and Default_Ignorable_Code_Point.
 */
const UNSEEN = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{Default_Ignorable_Code_Point}/u
const ALL_UNSEEN = new RegExp(UNSEEN, 'gu')

export const hasUnseen = (text: string): boolean => UNSEEN.test(text)

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (char: string): string => SHORT[char] ?? hexEscape(char, 0x100)

/** Escapes invisible characters, nearly like Go's `%q`, on one line. Idempotent. */
export const shown = (text: string): Shown => text.replaceAll(ALL_UNSEEN, escaped) as Shown

export const shownLines = (lines: readonly string[]): Shown => lines.map(shown).join('\n') as Shown

const jsonEscaped = (char: string): string =>
  Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

/** Escapes invisible characters in JSON text; newlines between tokens stay. */
export const escapeJson = (json: string): Shown =>
  json.replaceAll(ALL_UNSEEN, (char) => (char === '\n' ? char : jsonEscaped(char))) as Shown

export const shownJson = (value: unknown): Shown =>
  escapeJson(`${JSON.stringify(value, null, 2)}\n`)
