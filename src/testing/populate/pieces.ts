interface DocumentText {
  readonly text: string
  /** number of the first line, from 1 */
  readonly line: number
}

/** Splits a YAML stream into its documents, except those without content. */
export const yamlPieces = (text: string): DocumentText[] => {
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
