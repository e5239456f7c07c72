/** Rows in columns, as wide as a terminal shows them. Pure. */

/** Hangul, ideographs, kana and full-width forms take two columns (Unicode Standard Annex #11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** In columns of a terminal. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((width, char) => width + (WIDE.test(char) ? 2 : 1), 0)

/** The text, cut to so many columns. */
export const cutTo = (text: string, columns: number): string => {
  let width = 0
  let cut = ''
  for (const char of text) {
    width += WIDE.test(char) ? 2 : 1
    if (width > columns) return `${cut.slice(0, -1)}…`
    cut += char
  }
  return cut
}

const GAP = '  '

export const columnsOf = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_cell, i) =>
    Math.max(...rows.map((row) => widthOf(row[i] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - widthOf(cell)))
      .join(GAP)
      .trimEnd(),
  )
}
