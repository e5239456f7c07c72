/** Judges a history of requests and watch events. */
import type { History, Operation } from './history.ts'
import { firstMisfit } from './linearizable.ts'
import { watchProblems } from './watched.ts'

const described = ({
  client,
  op,
  key,
  result,
  value,
  revision,
  expected,
  start,
}: Operation): string =>
  [
    `${client}: ${op} of ${key} at ${start.toFixed(1)} ms`,
    ...(expected === undefined ? [] : [`from ${expected}`]),
    `was ${result}`,
    ...(value === undefined
      ? []
      : [`(${value}${revision === undefined ? '' : ` at ${revision}`})`]),
  ].join(' ')

const byKey = (operations: readonly Operation[]): Map<string, Operation[]> => {
  const keys = new Map<string, Operation[]>()
  for (const operation of operations) {
    const list = keys.get(operation.key) ?? []
    list.push(operation)
    keys.set(operation.key, list)
  }
  return keys
}

/** Contradictions, as sentences; none if the history is possible. */
export const judge = (history: History): string[] => [
  ...Array.from(byKey(history.operations).values(), (operations) => {
    const misfit = firstMisfit(operations)
    return misfit === undefined ? [] : [`no order explains ${described(misfit)}`]
  }).flat(),
  ...watchProblems(history),
]
