import { widthOf } from './width.ts'

/** Wraps words that `between` separates; a word wider than `columns` gets its own line. */
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
