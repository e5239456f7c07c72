/** Judges a history: `node test/replicas/judge.ts FILE` says what cannot have happened in it, and exits with 1 then. */
import { argv, exit, stdout } from 'node:process'
import { type History, type Operation, readHistory } from './history.ts'
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

/** What cannot have happened, in sentences; none when all could. */
export const judge = (history: History): string[] => [
  ...Array.from(byKey(history.operations).values(), (operations) => {
    const misfit = firstMisfit(operations)
    return misfit === undefined ? [] : [`no order explains ${described(misfit)}`]
  }).flat(),
  ...watchProblems(history),
]

if (argv[1] === import.meta.filename) {
  const path = argv[2]
  if (path === undefined) {
    stdout.write('Give the file of a history.\n')
    exit(2)
  }
  const history = readHistory(path)
  const problems = judge(history)
  for (const problem of problems) stdout.write(`${problem}\n`)
  const { operations, seen } = history
  stdout.write(
    `${operations.length} operations, ${seen.length} events, ${problems.length} problems\n`,
  )
  exit(problems.length === 0 ? 0 : 1)
}
