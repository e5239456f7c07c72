/** Block scalars after `|` and `>` (`scannerc.go` of go-yaml v2). */
import { isBlank, isBreak, isBreakOrEnd, isDigit, SPACE, TAB } from './classes.ts'
import type { TextCursor } from './cursor.ts'

const HEADER = /^(?:[-+]?[1-9]?|[1-9][-+])$/

/** `increment`: columns beyond the enclosing block's indentation; 0 if the header has none. */
const scanHeader = (cursor: TextCursor) => {
  cursor.skip()
  const header = cursor.takeWhile((code) => isDigit(code) || code === 0x2b || code === 0x2d)
  if (/^[-+]?0/.test(header)) cursor.fail('found an indentation indicator equal to 0')
  cursor.skipBlanks()
  cursor.skipComment()
  if (!HEADER.test(header) || !isBreakOrEnd(cursor.code())) {
    cursor.fail('did not find expected comment or line break')
  }
  cursor.skipBreak()
  return { chomping: header.replace(/\d/, ''), increment: Number(header.replace(/[-+]/, '')) }
}

/** Skips empty lines and the next line's indentation; `indent` is 0 while unknown. */
const scanBreaks = (
  cursor: TextCursor,
  indent: number,
  least: number,
): { readonly breaks: string; readonly indent: number } => {
  let breaks = ''
  let widest = 0
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.code() === SPACE) cursor.skip()
    widest = Math.max(widest, cursor.column)
    if ((indent === 0 || cursor.column < indent) && cursor.code() === TAB) {
      cursor.fail('found a tab character where an indentation space is expected')
    }
    if (!isBreak(cursor.code())) break
    breaks += cursor.takeBreak()
  }
  return { breaks, indent: indent === 0 ? Math.max(widest, least) : indent }
}

const inLine = (code: number): boolean => !isBreakOrEnd(code)

/** `around` is the enclosing block's indentation. */
export const scanBlockScalar = (cursor: TextCursor, around: number): string => {
  const folded = cursor.code() === 0x3e
  const { chomping, increment } = scanHeader(cursor)
  const known = increment === 0 ? 0 : Math.max(around, 0) + increment
  let { breaks, indent } = scanBreaks(cursor, known, Math.max(around + 1, 1))
  let value = ''
  let lineBreak = ''
  let afterBlank = false
  while (cursor.column === indent && !cursor.atEnd()) {
    const blank = isBlank(cursor.code())
    if (folded && lineBreak === '\n' && !afterBlank && !blank) value += breaks === '' ? ' ' : ''
    else value += lineBreak
    value += breaks + cursor.takeWhile(inLine)
    afterBlank = blank
    lineBreak = isBreak(cursor.code()) ? cursor.takeBreak() : ''
    ;({ breaks, indent } = scanBreaks(cursor, indent, indent))
  }
  if (chomping !== '-') value += lineBreak
  return chomping === '+' ? value + breaks : value
}
