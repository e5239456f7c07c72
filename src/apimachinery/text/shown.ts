/**
 * What people read on a terminal, made so that it cannot be written otherwise: names come from whoever sent a request, and may hold
 * what moves a cursor, begins another line, turns the direction of writing round, or is not seen at all.
 */
declare const SHOWN: unique symbol

/** Text in which every character is seen, and lines end where we end them. A plain string is none. */
export type Shown = string & { readonly [SHOWN]: true }

/**
 * What is not seen as itself: controls (C0, C1), format characters (bidi controls, zero-width), separators but the blank, what is
 * unassigned or private (as Go's `strconv.IsPrint`), and letters and marks that have no look (Unicode's Default_Ignorable_Code_Point).
 */
const UNSEEN = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{Default_Ignorable_Code_Point}/u
const ALL_UNSEEN = new RegExp(UNSEEN, 'gu')

/** Whether a character of the text would not be seen as itself. */
export const hasUnseen = (text: string): boolean => UNSEEN.test(text)

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (char: string): string => {
  const code = char.codePointAt(0)!
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0')
  if (code < 0x100) return SHORT[char] ?? `\\x${hex(2)}`
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`
}

/** One line: what would not be seen is written as Go's `%q` writes it. What has been shown once is not changed again. */
export const shown = (text: string): Shown => text.replaceAll(ALL_UNSEEN, escaped) as Shown

/** Lines, each for itself, and a newline between them. */
export const shownLines = (lines: readonly string[]): Shown => lines.map(shown).join('\n') as Shown

const jsonEscaped = (char: string): string =>
  Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

/**
 * JSON text that means the same to a program. JSON itself escapes C0 alone, and here everything is that would not be seen; the
 * newlines between its parts stay.
 */
export const escapeJson = (json: string): Shown =>
  json.replaceAll(ALL_UNSEEN, (char) => (char === '\n' ? char : jsonEscaped(char))) as Shown

/** A value as JSON for programs, laid out for people who look at it all the same; ends in a newline. */
export const shownJson = (value: unknown): Shown =>
  escapeJson(`${JSON.stringify(value, null, 2)}\n`)
