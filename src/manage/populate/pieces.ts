/** Finds where the documents of a stream begin and end, in portions: a stream may have a million lines. */
import { Portion } from '../../api/turns.ts'

export interface Piece {
  readonly text: string
  /** of its first line, from 1 */
  readonly line: number
}

/** Undefined: others may have their turns. */
export type Pieces = Generator<Piece | undefined, void, void>

/** What a line costs beside its length, in bytes that are converted. */
const LINE_COST = 16

/** What a line of a stream begins with that ends a document. */
const isMarker = (text: string, at: number, end: number): boolean =>
  (text.startsWith('---', at) || text.startsWith('...', at)) &&
  (at + 3 >= end || /\s/.test(text[at + 3]!))

const BLANKS = /[^\S\n]*/y

/** Whether there is more than blanks and a comment. */
const hasContent = (text: string, from: number, end: number): boolean => {
  BLANKS.lastIndex = from
  BLANKS.exec(text)
  return BLANKS.lastIndex < end && text[BLANKS.lastIndex] !== '#'
}

/** What stands between `---`, without what has nothing but comments. */
export function* yamlPieces(text: string): Pieces {
  const portion = new Portion()
  let begin = -1
  let beginLine = 0
  for (let at = 0, end = 0, line = 1; at <= text.length; at = end + 1, line++) {
    const newline = text.indexOf('\n', at)
    end = newline < 0 ? text.length : newline
    let from = at
    if (isMarker(text, at, end)) {
      if (begin >= 0) yield { text: text.slice(begin, at - 1), line: beginLine }
      begin = -1
      from = text[at] === '-' ? at + 3 : end
    }
    if (begin < 0 && hasContent(text, from, end)) [begin, beginLine] = [from, line]
    if (portion.add(end - at + LINE_COST)) yield undefined
  }
  if (begin >= 0) yield { text: text.slice(begin), line: beginLine }
}

/** One JSON object behind the other, with blanks or nothing in between. */
export function* jsonPieces(text: string): Pieces {
  const portion = new Portion()
  let [depth, start, line, startLine] = [0, -1, 1, 1]
  let [inText, escaped] = [false, false]
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (portion.add(1)) yield undefined
    if (char === '\n') line++
    if (inText) {
      if (escaped) escaped = false
      else if (char === '\\') escaped = true
      else if (char === '"') inText = false
      continue
    }
    if (start < 0 && !/\s/.test(char)) [start, startLine] = [i, line]
    if (char === '"') inText = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) {
      yield { text: text.slice(start, i + 1), line: startLine }
      start = -1
    }
  }
  if (start >= 0) yield { text: text.slice(start), line: startLine }
}
