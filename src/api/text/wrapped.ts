import { widthOf } from './width.ts'

/** The words of a text in lines of at most so many columns; a word that is longer has a line of its own. */
export const wrapped = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const word of text.split(' ')) {
    const wider = widthOf(word)
    if (line !== '' && width + 1 + wider > columns) {
      lines.push(line)
      line = word
      width = wider
    } else {
      width += line === '' ? wider : 1 + wider
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
