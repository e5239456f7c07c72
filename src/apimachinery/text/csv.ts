/** Comma-separated values (RFC 4180). */

export interface CsvRow {
  /** the row's first line in the text, from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const BYTE_ORDER_MARK = /^\uFEFF/

/** Spreadsheets write `;` in some countries, and tabs to the clipboard. */
const SEPARATORS = [',', ';', '\t']

/** Patterns of a cell and its end, by separator. */
const CELLS = SEPARATORS.map(
  (separator) =>
    new RegExp(
      `(?:"([^"]*(?:""[^"]*)*)"|([^"${separator}\r\n]*))(${separator}|\r\n|[\r\n]|$)`,
      'y',
    ),
)

/** Skips blank rows. Throws CsvError. */
export const readCsv = (given: string): CsvRow[] => {
  const text = given.replace(BYTE_ORDER_MARK, '')
  const [firstLine = ''] = text.split(/[\r\n]/, 1)
  const kind = Math.max(
    0,
    SEPARATORS.findIndex((each) => firstLine.includes(each)),
  )
  const separator = SEPARATORS[kind]
  const cell = CELLS[kind]!
  cell.lastIndex = 0
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let rowLine = 1
  for (let end: string | undefined; end !== '';) {
    const [whole, quoted, plain = '', after] = cell.exec(text) ?? []
    if (whole === undefined) {
      throw new CsvError(
        line,
        'misplaced or unmatched quote; put the whole cell in quotes, and double the quotes inside it',
      )
    }
    end = after
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
    line += whole.split(/\r\n|\r|\n/).length - 1
    if (end === separator) continue
    if (cells.some((each) => each.trim() !== '')) rows.push({ line: rowLine, cells })
    rowLine = line
    cells = []
  }
  return rows
}

/** Prefixes of formulas in spreadsheets (OWASP: CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/

/** Puts an apostrophe before a formula, so that spreadsheets show it as text. */
const written = (cell: string | number): string => {
  const text = typeof cell === 'string' ? cell.replace(FORMULA, "'$&") : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvText = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')
