/** Which requests of the journal somebody asks for, from a query, a body or a program. */
import {
  durationField,
  FieldProblem,
  type FieldReader,
  numberField,
  objectField,
  optionalField,
  textField,
  timeField,
} from '../field-readers.ts'
import type { JournalEntry } from './entry.ts'
import type { Wanted } from './journal.ts'

/** What is left out may be anything. */
export interface JournalQuery {
  readonly user?: string
  /** what it begins with */
  readonly userAgent?: string
  readonly method?: string
  readonly verb?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly fault?: string
  /** 0: those whose connection ended before an answer began */
  readonly code?: number
  /** those after the one of this number, or a time of RFC 3339: those that ended then or later */
  readonly since?: number | string
}

export interface AwaitedQuery extends JournalQuery {
  /** how long to wait, in real time, where there is none yet: a Go duration */
  readonly wait?: string
}

const text = optionalField(textField('a text'))

const TEXTS = {
  user: text,
  userAgent: text,
  method: text,
  verb: text,
  group: text,
  resource: text,
  subresource: text,
  namespace: text,
  name: text,
  fault: text,
}

const sinceField: FieldReader<Wanted> = (value, at) => {
  if (typeof value === 'string' && Number.isNaN(Number(value))) {
    const time = timeField(value, at)
    return (entry) => Date.parse(entry.time) >= time
  }
  const number = numberField(0)(value, at)
  return (entry) => entry.number > number
}

const FILTER = {
  ...TEXTS,
  code: optionalField(numberField(0, 999)),
  since: optionalField(sinceField),
}
const FILTER_FIELD = objectField(FILTER)

const TEXT_NAMES = Object.keys(TEXTS) as (keyof typeof TEXTS)[]

const isText = (name: keyof typeof TEXTS, value: string, wanted: string): boolean =>
  name === 'userAgent' ? value.startsWith(wanted) : value === wanted

const wantedBy = (read: ReturnType<typeof FILTER_FIELD>): Wanted => {
  const { code, since } = read
  const texts = TEXT_NAMES.filter((name) => read[name] !== undefined)
  const matches = (entry: JournalEntry): boolean =>
    texts.every((name) => isText(name, entry[name] ?? '', read[name]!)) &&
    (code === undefined || entry.code === code)
  return since === undefined ? matches : (entry) => since(entry) && matches(entry)
}

const AWAITED_FIELD = objectField({ ...FILTER, wait: optionalField(durationField) })

/** Reads a {@link JournalQuery}. Throws FieldProblem. */
export const readFilter: FieldReader<Wanted> = (value, at) => wantedBy(FILTER_FIELD(value, at))

export interface Awaited {
  readonly isWanted: Wanted
  /** milliseconds; 0: not at all */
  readonly wait: number
}

/** Reads an {@link AwaitedQuery}. Throws FieldProblem. */
export const readAwaited: FieldReader<Awaited> = (value, at) => {
  const { wait = 0, ...filter } = AWAITED_FIELD(value, at)
  return { isWanted: wantedBy(filter), wait }
}

const NUMBERS: ReadonlySet<string> = new Set(['code', 'since'])
const DIGITS = /^\d{1,15}$/

/** The query of a URL as the object that it stands for; each name once. Throws FieldProblem. */
export const queryObject = (query: URLSearchParams): Record<string, unknown> => {
  const entries = [...query].map(([name, value]) => [
    name,
    NUMBERS.has(name) && DIGITS.test(value) ? Number(value) : value,
  ])
  const read = Object.fromEntries(entries) as Record<string, unknown>
  if (Object.keys(read).length < entries.length)
    throw new FieldProblem('', 'give each parameter once')
  return read
}
