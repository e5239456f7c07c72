/** Who is in a class: read from a file of names. */
import { hasUnseen } from '../../api/text/shown.ts'
import { LabProblem } from '../lab-problem.ts'
import { CsvError, type CsvRow, readCsv } from './csv.ts'

export interface Person {
  /** a label of DNS (RFC 1123), as it stands in names of folders and namespaces */
  readonly id: string
  /** as the file has it, without blanks around it */
  readonly name: string
}

const MAX_NAME = 60
const MAX_ID = 40
const MAX_PEOPLE = 200
const MAX_BYTES = 1 << 20

const ID = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/

const NAME_HEADS = new Set(['name', '이름'])
const ID_HEADS = new Set(['id', 'login'])

interface Columns {
  readonly name: number
  /** -1: there is none */
  readonly id: number
}

/** Undefined: the first row is a person already. */
const headOf = (row: CsvRow | undefined): Columns | undefined => {
  const heads = (row?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const name = heads.findIndex((head) => NAME_HEADS.has(head))
  return name < 0 ? undefined : { name, id: heads.findIndex((head) => ID_HEADS.has(head)) }
}

/** `Zoë van Dyk` is `zoe-van-dyk`; '' where no letter is left. */
const labelOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part !== '')
    .join('-')
    .slice(0, MAX_ID)
    .replace(/-$/, '')

const shortened = (text: string): string =>
  JSON.stringify(text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text)

const problemOf = (name: string, id: string, isGiven: boolean): string | undefined => {
  if (name === '') return 'the name is missing'
  if (name.length > MAX_NAME)
    return `the name ${shortened(name)} is longer than ${MAX_NAME} characters`
  if (hasUnseen(name)) return `the name ${shortened(name)} has a character that nobody sees`
  if (isGiven && (!ID.test(id) || id.length > MAX_ID))
    return `the id ${shortened(id)} is none; write small letters, digits and dashes, ${MAX_ID} at most`
  return undefined
}

/** The sentences of what is wrong, a line each. */
const refuse = (problems: readonly string[]): void => {
  if (problems.length > 0) throw new LabProblem(problems.join('\n'))
}

const rowsOf = (bytes: Buffer, path: string): CsvRow[] => {
  if (bytes.length > MAX_BYTES)
    throw new LabProblem(`${path} is larger than a megabyte; a line for each person is enough`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LabProblem(`${path} is no UTF-8; save it as "CSV UTF-8"`)
  }
  try {
    return readCsv(text)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new LabProblem(`${path}:${error.line}: ${error.message}`)
  }
}

/**
 * People by a file: a first line with `name` (and `id`) says which column is which; without one the first column is the name, the
 * second an id, which may be left out. A name without Latin letters has the id `learner-N`, by its place. Throws LabProblem with a line
 * for each thing that is wrong.
 */
export const readPeople = (bytes: Buffer, path: string): Person[] => {
  const rows = rowsOf(bytes, path)
  const head = headOf(rows[0])
  const { name: nameAt, id: idAt } = head ?? { name: 0, id: 1 }
  const people: Person[] = []
  const problems: string[] = []
  const lines = new Map<string, { readonly line: number; readonly name: string }>()
  for (const [at, { line, cells }] of (head === undefined ? rows : rows.slice(1)).entries()) {
    const name = (cells[nameAt] ?? '').trim().normalize('NFC')
    const given = (cells[idAt] ?? '').trim()
    const id = given || labelOf(name) || `learner-${at + 1}`
    const problem = problemOf(name, id, given !== '')
    const before = lines.get(id)
    if (problem !== undefined) problems.push(`${path}:${line}: ${problem}`)
    else if (before !== undefined)
      problems.push(
        `${path}:${line}: ${
          before.name === name
            ? `${JSON.stringify(name)} is there already, in line ${before.line}; take one away, or give each an id of its own in a second column`
            : `${JSON.stringify(name)} would have the id ${id}, as ${JSON.stringify(before.name)} in line ${before.line}; give each an id of its own in a second column`
        }`,
      )
    else {
      lines.set(id, { line, name })
      people.push({ id, name })
    }
  }
  refuse(problems)
  if (people.length === 0) throw new LabProblem(`${path} names nobody; write a name on each line`)
  if (people.length > MAX_PEOPLE)
    throw new LabProblem(
      `${path} names ${people.length} people, and a class has ${MAX_PEOPLE} at most; make two of it`,
    )
  return people
}
