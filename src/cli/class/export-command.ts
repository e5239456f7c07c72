import { csvText } from '../../apimachinery/text/csv.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import { csvRows } from '../../hosting/class/board.ts'
import { wordsOf } from '../../teaching/words/words.ts'
import type { Run } from '../kit/index.ts'
import { findClass } from './class-file.ts'
import { boardReader } from './read-board.ts'

export const exportCommand: Run = (line, { environment, language }) => {
  const { rows, labs } = boardReader(findClass(line.words[0], environment), language)()
  const text = csvText([wordsOf(language).class.csv, ...csvRows(rows, labs)])
  // not escaped, because lines end with CRLF; safe, because names have only visible characters
  return { text: text as Shown, code: 0, isData: true }
}
