/** A list of people in CSV (RFC 4180), of whom each is to have a cluster: the first field of a line makes its name. */
import { withoutTrailing } from '../../api/text/trim.ts'
import { CommandError } from '../../upkeep/command-options.ts'

const LONGEST = 63

/** What the first line says where it is a heading. */
const HEADINGS: ReadonlySet<string> = new Set(['name', 'names', 'user', 'login', 'email', 'mail'])

const firstField = (line: string): string => {
  if (!line.startsWith('"')) return line.split(',')[0]!.trim()
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)
  return quoted === null ? line : quoted[1]!.replaceAll('""', '"').trim()
}

/** `Jane Doe` becomes `jane-doe`; of an address of mail what stands before the @. */
const labelOf = (text: string): string => {
  const words = text
    .split('@', 1)[0]!
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '')
  return withoutTrailing(words.join('-').slice(0, LONGEST), '-')
}

/** The names of clusters, in the order of the lines. Throws CommandError, with the line, for one that makes no name, or that of another. */
export const readPeople = (text: string, file: string): string[] => {
  const lines = new Map<string, number>()
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const field = firstField(line)
    if (field === '' || (i === 0 && HEADINGS.has(field.toLowerCase()))) continue
    const name = labelOf(field)
    if (name === '')
      throw new CommandError(
        `${file}:${i + 1}: ${JSON.stringify(field)} has no letter or digit that can stand in a cluster's name; write a-z and 0-9.`,
      )
    const other = lines.get(name)
    if (other !== undefined)
      throw new CommandError(
        `${file}:${i + 1}: ${JSON.stringify(field)} makes the name ${name}, and so does line ${other}; tell them apart.`,
      )
    lines.set(name, i + 1)
  }
  return [...lines.keys()]
}
