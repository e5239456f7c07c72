import { widthOf } from './width.ts'

/** The words of a text, which `between` parts, in lines of at most so many columns; a word that is longer has a line of its own. */
export const wrapped = (text: string, columns: number, between = ' '): string[] => {
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const word of text.split(between)) {
    const wider = widthOf(word)
    if (line !== '' && width + between.length + wider > columns) {
      lines.push(line)
      line = word
      width = wider
    } else {
      width += line === '' ? wider : between.length + wider
      line = line === '' ? word : line + between + word
    }
  }
  return [...lines, line]
}
