/** Which requests of the journal somebody asks for, from a query, a body or a program. */
import { isJsonObject, type JsonObject } from '../../api/text/json.ts'
import { checkedCopy } from '../bodies/check.ts'
import { FieldProblem, refuse } from '../bodies/field-problem.ts'
import { durationOf, TIME, timeOf } from '../bodies/texts.ts'
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

const sinceOf = (since: unknown): Wanted => {
  if (typeof since === 'number' && Number.isSafeInteger(since) && since >= 0)
    return (entry) => entry.number > since
  if (typeof since !== 'string') return refuse('since', `a number, or ${TIME}`, since)
  const time = timeOf(since, 'since')
  return (entry) => Date.parse(entry.time) >= time
}

const isText = (name: keyof JournalEntry, value: unknown, wanted: string): boolean =>
  name === 'userAgent' ? String(value).startsWith(wanted) : value === wanted

/** The entries that a query wants, once its schema has been checked. Throws FieldProblem. */
export const wantedBy = ({ code, since, ...texts }: JournalQuery): Wanted => {
  const isSince = since === undefined ? undefined : sinceOf(since)
  const wanted = Object.entries(texts) as [keyof typeof texts, string][]
  return (entry) =>
    (isSince === undefined || isSince(entry)) &&
    wanted.every(([name, text]) => isText(name, entry[name] ?? '', text)) &&
    (code === undefined || entry.code === code)
}

export interface Awaited {
  readonly isWanted: Wanted
  /** milliseconds; 0: not at all */
  readonly wait: number
}

/** Reads an {@link AwaitedQuery}. Throws FieldProblem. */
export const readAwaited = (value: unknown): Awaited => {
  const { wait, ...filter } = isJsonObject(value) ? value : ({} as JsonObject)
  const query = checkedCopy('RequestFilter', isJsonObject(value) ? filter : value)
  return {
    isWanted: wantedBy(query),
    wait: wait === undefined ? 0 : durationOf(wait, 'wait'),
  }
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
