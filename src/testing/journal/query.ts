import { checkedCopy } from '../bodies/check.ts'
import { FieldProblem, refuse } from '../bodies/field-problem.ts'
import { durationOf, TIME, timeOf } from '../bodies/texts.ts'
import type { JournalEntry } from './entry.ts'
import type { EntryFilter } from './journal.ts'
import type { AwaitedQuery, JournalQuery } from './journal-query.ts'

const sinceOf = (since: unknown): EntryFilter => {
  if (typeof since === 'number' && Number.isSafeInteger(since) && since >= 0)
    return (entry) => entry.number > since
  if (typeof since !== 'string') return refuse('since', `a number, or ${TIME}`, since)
  const time = timeOf(since, 'since')
  return (entry) => Date.parse(entry.time) >= time
}

const isText = (name: keyof JournalEntry, value: unknown, wanted: string): boolean =>
  name === 'userAgent' ? String(value).startsWith(wanted) : value === wanted

/** Throws FieldProblem. */
const wantedBy = ({ code, since, ...texts }: JournalQuery): EntryFilter => {
  const isSince = since === undefined ? undefined : sinceOf(since)
  const wanted = Object.entries(texts) as [keyof typeof texts, string][]
  return (entry) =>
    (isSince === undefined || isSince(entry)) &&
    wanted.every(([name, text]) => isText(name, entry[name] ?? '', text)) &&
    (code === undefined || entry.code === code)
}

interface AwaitedMatch {
  readonly isWanted: EntryFilter
  /** milliseconds; 0: none */
  readonly wait: number
}

/** Throws FieldProblem. */
export const readFilter = (query: unknown): EntryFilter =>
  wantedBy(checkedCopy('RequestFilter', query))

/** Throws FieldProblem. */
export const readAwaited = ({ wait, ...filter }: AwaitedQuery): AwaitedMatch => ({
  isWanted: readFilter(filter),
  wait: wait === undefined ? 0 : durationOf(wait, 'wait'),
})

const NUMBERS: ReadonlySet<string> = new Set(['code', 'since'])
const DIGITS = /^\d{1,15}$/

/** Throws FieldProblem for a repeated parameter. */
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
