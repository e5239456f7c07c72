/** Checks that watches showed every change once and in order, without gaps after a resumption. */
import type { History, Operation, Seen } from './history.ts'

const named = ({ type, key, revision }: Seen): string => `${type} ${key} at ${revision}`

/** Events whose revision is not higher than the previous event's. */
const disorder = (seen: readonly Seen[]): string[] =>
  seen.flatMap((event, i) => {
    const before = seen[i - 1]
    if (before === undefined || before.revision < event.revision) return []
    return [`${named(event)} came after ${named(before)}`]
  })

/**
 * Events that contradict the previous event of their key: they add an existing key, or change or
 * delete a missing one.
 */
const unlikely = (seen: readonly Seen[]): string[] => {
  const known = new Map<string, Seen>()
  return seen.flatMap((event) => {
    const before = known.get(event.key)
    known.set(event.key, event)
    if (before === undefined) return []
    const isThere = before.type !== 'DELETED'
    return isThere === (event.type !== 'ADDED') ? [] : [`${named(event)} follows ${named(before)}`]
  })
}

/** Acknowledged creates and updates without the right event, and event values nobody wrote. */
const missing = (
  operations: readonly Operation[],
  seen: readonly Seen[],
  after: number,
  upTo: number,
): string[] => {
  const shown = new Map(seen.map((event) => [event.revision, event]))
  const problems: string[] = []
  const writes = operations.filter(({ op }) => op === 'create' || op === 'update')
  for (const { op, key, result, revision, value } of writes) {
    if (result !== 'done' || revision === undefined || revision <= after || revision > upTo)
      continue
    const event = shown.get(revision)
    const type = op === 'create' ? 'ADDED' : 'MODIFIED'
    if (event === undefined) problems.push(`${op} of ${key} at ${revision} was never shown`)
    else if (event.key !== key || event.value !== value || event.type !== type)
      problems.push(`${op} of ${key} at ${revision} was shown as ${named(event)}: ${event.value}`)
  }
  const values = new Set(writes.map(({ key, value }) => `${key} ${value}`))
  for (const event of seen) {
    if (event.type !== 'DELETED' && !values.has(`${event.key} ${event.value}`))
      problems.push(`${named(event)} shows ${event.value}, which nobody wrote`)
  }
  return problems
}

/**
 * Keys with fewer DELETED events than acknowledged deletes, or with more DELETED events than
 * acknowledged and unanswered deletes together. Only the numbers are compared, because responses
 * to deletes have no revision.
 */
const miscounted = (operations: readonly Operation[], seen: readonly Seen[]): string[] => {
  const deletes = operations.filter(({ op }) => op === 'delete')
  const shown = seen.filter(({ type }) => type === 'DELETED')
  return [...new Set([...deletes, ...shown].map(({ key }) => key))].flatMap((key) => {
    const deleted = (result: string): number =>
      deletes.filter((each) => each.key === key && each.result === result).length
    const count = shown.filter((event) => event.key === key).length
    const least = deleted('done')
    const most = least + deleted('unknown')
    if (count >= least && count <= most) return []
    return [`${key} was deleted ${least} to ${most} times, but shown as deleted ${count} times`]
  })
}

/**
 * Problems of the watches, as sentences. Each watch must have started before the first write, and
 * must have run until it had shown everything.
 */
export const watchProblems = ({ operations, began, seen, ended }: History): string[] =>
  began.flatMap(({ watch, after }) => {
    const end = ended.find((each) => each.watch === watch)
    if (end === undefined) return [`${watch} never came to its end`]
    const own = seen.filter((event) => event.watch === watch)
    return [
      ...disorder(own),
      ...unlikely(own),
      ...missing(operations, own, after, end.upTo),
      ...miscounted(operations, own),
    ].map((problem) => `${watch}: ${problem}`)
  })
