/** Finds where the documents of a stream begin and end. */

export interface Piece {
  readonly text: string
  /** of its first line, from 1 */
  readonly line: number
}

/** The documents between `---`, without those that are empty or hold only comments. */
export const yamlPieces = (text: string): Piece[] => {
  const pieces: { readonly lines: string[]; readonly line: number }[] = []
  let isOpen = false
  for (const [i, line] of text.split('\n').entries()) {
    const [, marker, rest = ''] = /^(---|\.\.\.)(|\s[^]*)$/.exec(line) ?? []
    if (marker !== undefined) isOpen = false
    const content = marker === undefined ? line : marker === '---' ? rest : ''
    if (!isOpen && /^\s*(?:#|$)/.test(content)) continue
    if (!isOpen) pieces.push({ lines: [], line: i + 1 })
    isOpen = true
    pieces.at(-1)!.lines.push(content)
  }
  return pieces.map(({ lines, line }) => ({ text: lines.join('\n'), line }))
}

/** JSON values one after the other, with or without blanks in between. */
export const jsonPieces = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let [depth, start, line, startLine] = [0, -1, 1, 1]
  let inText = false
  const end = (at: number): void => {
    pieces.push({ text: text.slice(start, at), line: startLine })
    start = -1
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\n') line++
    if (start < 0 && !/\s/.test(char)) [start, startLine] = [i, line]
    if (inText && char === '\\') i++
    else if (char === '"') inText = !inText
    else if (inText) continue
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) end(i + 1)
  }
  if (start >= 0) end(text.length)
  return pieces
}
