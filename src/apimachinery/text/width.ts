/**
 * How many columns of a terminal a text takes. Pure.
 *
 * Counted as terminals count, character by character: Hangul, ideographs, kana, full-width forms and emoji take two columns (Unicode
 * Standard Annex #11, from a package's tables), marks stand above what is before them. An ambiguous character takes one: a terminal that
 * gives it two does not say so. Tabs, escape sequences and joiners are not counted here, since `shown.ts` lets none through.
 */
import { eastAsianWidth } from 'get-east-asian-width'

const ONE_EACH = /^[ -~]*$/

/** What has no column of its own: marks, what is never seen, and the vowels and endings that close a Hangul syllable written in letters. */
const NONE = /^(?:[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]|[\u1160-\u11ff\ud7b0-\ud7ff])$/u

/** Colours the hand or the face before it (Unicode Technical Standard #51, emoji modifiers). */
const MODIFIER = /^\p{Emoji_Modifier}$/u
const MODIFIED = /^\p{Emoji_Modifier_Base}$/u

const columnsOfCharacter = (char: string, before: string): number => {
  if (NONE.test(char) || (MODIFIER.test(char) && MODIFIED.test(before))) return 0
  return eastAsianWidth(char.codePointAt(0)!)
}

/** In columns. `text`: one line. */
export const widthOf = (text: string): number => {
  if (ONE_EACH.test(text)) return text.length
  let width = 0
  let before = ''
  for (const char of text) {
    width += columnsOfCharacter(char, before)
    before = char
  }
  return width
}

/** With blanks behind it up to so many columns. */
export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(columns - widthOf(text), 0))

/** As much of it as fits, with `…` in the last column where something had to go. `columns`: 1 or more. */
export const cutTo = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text
  let width = 0
  let before = ''
  let end = 0
  for (const char of text) {
    width += columnsOfCharacter(char, before)
    if (width > columns - 1) break
    end += char.length
    before = char
  }
  return `${text.slice(0, end)}…`
}
