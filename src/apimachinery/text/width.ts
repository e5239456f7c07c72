/**
 * Terminal columns: wide characters take two (Unicode Standard Annex #11), combining marks none,
 * ambiguous characters one. `shown.ts` has already escaped tabs and escape sequences.
 */
import { eastAsianWidth } from 'get-east-asian-width'

const ONE_EACH = /^[ -~]*$/

/** Combining marks, invisible characters, and vowels and final consonants of decomposed Hangul. */
const NONE = /^(?:[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]|[\u1160-\u11ff\ud7b0-\ud7ff])$/u

const columnsOfCharacter = (char: string): number =>
  NONE.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!)

export const widthOf = (text: string): number => {
  if (ONE_EACH.test(text)) return text.length
  let width = 0
  for (const char of text) width += columnsOfCharacter(char)
  return width
}

export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(columns - widthOf(text), 0))

/** Cuts text wider than `columns` (at least 1) to at most `columns`, including a final `…`. */
export const cutTo = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text
  let width = 0
  let end = 0
  for (const char of text) {
    width += columnsOfCharacter(char)
    if (width > columns - 1) break
    end += char.length
  }
  return `${text.slice(0, end)}…`
}
