/** A list of people in CSV, of whom each is to have a cluster: the first cell of a line makes its name. */
import { CsvError, type CsvRow, readCsv } from '../../api/text/csv.ts'
import { dnsLabelOf } from '../../api/text/dns-label.ts'
import { CommandError } from '../../upkeep/command-options.ts'

const LONGEST = 63

/** What the first line says where it is a heading. */
const HEADINGS: ReadonlySet<string> = new Set(['name', 'names', 'user', 'login', 'email', 'mail'])

const rowsOf = (text: string, file: string): CsvRow[] => {
  try {
    return readCsv(text)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CommandError(`${file}:${error.line}: ${error.message}.`)
  }
}

/**
 * The names of clusters, in the order of the lines; of an address of mail counts what stands before the @. Throws CommandError, with the
 * line, for what is no CSV, and for a line that makes no name, or that of another.
 */
export const readPeople = (text: string, file: string): string[] => {
  const lines = new Map<string, number>()
  for (const [i, { line, cells }] of rowsOf(text, file).entries()) {
    const field = cells[0]!.trim()
    if (field === '' || (i === 0 && HEADINGS.has(field.toLowerCase()))) continue
    const name = dnsLabelOf(field.split('@', 1)[0]!, LONGEST)
    if (name === '')
      throw new CommandError(
        `${file}:${line}: ${JSON.stringify(field)} has no letter or digit that can stand in a cluster's name; write a-z and 0-9.`,
      )
    const other = lines.get(name)
    if (other !== undefined)
      throw new CommandError(
        `${file}:${line}: ${JSON.stringify(field)} makes the name ${name}, and so does line ${other}; tell them apart.`,
      )
    lines.set(name, line)
  }
  return [...lines.keys()]
}
