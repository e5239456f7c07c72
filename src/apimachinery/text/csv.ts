/** Comma-separated values (RFC 4180). */

export interface CsvRow {
  /** number of the row's first line, from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

/** Error for invalid CSV: one sentence and a line. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const BYTE_ORDER_MARK = /^\uFEFF/
const LINE_END = /\r\n|\r|\n/y

/**
 * Unquoted cells by separator: spreadsheets write `;` in some countries, and tabs to the clipboard.
 */
const PLAIN = { ',': /[^,\r\n]*/y, ';': /[^;\r\n]*/y, '\t': /[^\t\r\n]*/y } as const

type Separator = keyof typeof PLAIN

const SEPARATORS = Object.keys(PLAIN) as Separator[]

const separatorOf = (text: string): Separator => {
  const [first = ''] = text.split(/[\r\n]/, 1)
  return SEPARATORS.find((one) => first.includes(one)) ?? ','
}

/** Returns the index of the closing quote for the opening one at `from`; -1 if missing. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from + 1)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** Returns all rows that are not blank. Throws CsvError. */
export const readCsv = (given: string): CsvRow[] => {
  const text = given.replace(BYTE_ORDER_MARK, '')
  const separator = separatorOf(text)
  const plain = PLAIN[separator]
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let rowLine = 1
  let at = 0
  for (;;) {
    if (text[at] === '"') {
      const end = closingQuote(text, at)
      if (end < 0) throw new CsvError(line, 'a quote is opened but never closed')
      const cell = text.slice(at + 1, end)
      cells.push(cell.replaceAll('""', '"'))
      line += cell.split(/\r\n|\r|\n/).length - 1
      at = end + 1
    } else {
      plain.lastIndex = at
      const [cell = ''] = plain.exec(text) ?? []
      if (cell.includes('"'))
        throw new CsvError(line, 'a quote in the middle of a cell; put the whole cell in quotes')
      cells.push(cell)
      at += cell.length
    }
    if (text[at] === separator) {
      at += 1
      continue
    }
    LINE_END.lastIndex = at
    const [end] = LINE_END.exec(text) ?? []
    if (end === undefined && at < text.length)
      throw new CsvError(line, 'text after the closing quote of a cell')
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: rowLine, cells })
    if (end === undefined) return rows
    at += end.length
    line += 1
    rowLine = line
    cells = []
  }
}

/** Prefixes of formulas in spreadsheets (OWASP: CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/

/** Formats a cell; an apostrophe defuses formulas. */
const written = (cell: string | number): string => {
  const text = typeof cell === 'string' ? cell.replace(FORMULA, "'$&") : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvText = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')
