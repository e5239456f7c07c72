import { readFileSync } from 'node:fs'
import { CsvError, type CsvRow, readCsv } from '../../apimachinery/text/csv.ts'
import { dnsLabelOf } from '../../apimachinery/text/dns-label.ts'
import { hasUnseen } from '../../apimachinery/text/shown.ts'
import { LabProblem, unreadable } from '../../teaching/labs/lab-problem.ts'

export interface Person {
  /** a DNS label (RFC 1123) */
  readonly id: string
  readonly name: string
}

const MAX_NAME = 60
/** An id, `--` and a lab's name (at most 26) make a cluster name of at most 63 characters. */
const MAX_ID = 35
const MAX_BYTES = 1 << 20

const ID = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/

/** Headers of columns with names; the first group that matches counts. */
const NAME_HEADS: readonly (readonly string[])[] = [
  ['name', 'names', '이름'],
  ['first name', 'firstname', 'given name', 'last name', 'lastname', 'surname', 'family name'],
  ['user', 'email', 'mail', 'e-mail'],
]
const ID_HEADS = new Set(['id', 'login'])

/** Returns the header's columns (`id`: -1 if no column has ids); undefined for a person's row. */
const headOf = (row: CsvRow | undefined) => {
  const heads = (row?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const isId = (head: string): boolean => ID_HEADS.has(head)
  for (const group of NAME_HEADS) {
    const name = heads.flatMap((head, at) => (group.includes(head) ? [at] : []))
    if (name.length > 0) return { name, id: heads.findIndex(isId) }
  }
  const id = heads.findIndex(isId)
  return id < 0 ? undefined : { name: [id], id }
}

const shortened = (text: string): string =>
  JSON.stringify(text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text)

const problemOf = (name: string, id: string, isGiven: boolean): string | undefined => {
  if (name === '') return 'the name is missing'
  if (name.length > MAX_NAME)
    return `the name ${shortened(name)} is longer than ${MAX_NAME} characters`
  if (hasUnseen(name)) return `the name ${shortened(name)} has an invisible character`
  if (isGiven && (!ID.test(id) || id.length > MAX_ID))
    return `the id ${shortened(id)} is invalid; use lower-case letters, digits and dashes, at most ${MAX_ID}`
  return undefined
}

const rowsOf = (bytes: Buffer, path: string): CsvRow[] => {
  if (bytes.length > MAX_BYTES)
    throw new LabProblem(`${path} is larger than a megabyte; write one line per person`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LabProblem(`${path} is not UTF-8; save it as "CSV UTF-8"`)
  }
  try {
    return readCsv(text)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new LabProblem(`${path}:${error.line}: ${error.message}`)
  }
}

/** Throws LabProblem. */
export const peopleIn = (path: string, most: number): Person[] => {
  try {
    return readPeople(readFileSync(path), path, most)
  } catch (error) {
    throw unreadable(path, error, '; name a file with --from')
  }
}

/**
 * Without a header line, the columns are name and optional id. A header line may have `id` and
 * `name`; instead of `name`, it may have `first name` and `last name`, or `email`. A missing id is
 * derived from the name or e-mail address, or is `learner-N` if these have no Latin letter or
 * digit. Throws LabProblem with a line for each mistake.
 */
export const readPeople = (bytes: Buffer, path: string, most: number): Person[] => {
  const rows = rowsOf(bytes, path)
  const head = headOf(rows[0])
  const { name: nameAt, id: idAt } = head ?? { name: [0], id: 1 }
  const people: Person[] = []
  const problems: string[] = []
  const lines = new Map<string, { readonly line: number; readonly name: string }>()
  for (const [at, { line, cells }] of (head === undefined ? rows : rows.slice(1)).entries()) {
    const name = nameAt
      .map((column) => (cells[column] ?? '').trim())
      .filter((part) => part !== '')
      .join(' ')
      .normalize('NFC')
    const given = (cells[idAt] ?? '').trim()
    const id = given || dnsLabelOf(name.split('@', 1)[0]!, MAX_ID) || `learner-${at + 1}`
    const problem = problemOf(name, id, given !== '')
    const before = lines.get(id)
    if (problem !== undefined) problems.push(`${path}:${line}: ${problem}`)
    else if (before !== undefined)
      problems.push(
        `${path}:${line}: ${
          before.name === name
            ? `${JSON.stringify(name)} is already in line ${before.line}; remove one, or give each an id in a second column`
            : `${JSON.stringify(name)} would have the id ${id}, like ${JSON.stringify(before.name)} in line ${before.line}; give each an id of its own in a second column`
        }`,
      )
    else {
      lines.set(id, { line, name })
      people.push({ id, name })
    }
  }
  if (problems.length > 0) throw new LabProblem(problems.join('\n'))
  if (people.length === 0)
    throw new LabProblem(`${path} contains no names; write one name per line`)
  if (people.length > most)
    throw new LabProblem(
      `${path} names ${people.length} people, but at most ${most} can be created at once; split the file`,
    )
  return people
}
