import t from 'tap'
import { historyOf, type Line, type Operation } from '../../../tools/replicas/history.ts'
import { judge } from '../../../tools/replicas/judge.ts'

type Given = Omit<Operation, 'client' | 'key'>

const problems = (...lines: (Given | Exclude<Line, Operation>)[]) =>
  judge(historyOf(lines.map((line) => ('op' in line ? { client: 'c', key: 'k', ...line } : line))))

const done = (
  op: Operation['op'],
  [start, end]: readonly [number, number],
  value: string,
  revision: number,
  expected?: number,
): Given => ({
  op,
  start,
  end,
  result: 'done',
  value,
  revision,
  ...(expected !== undefined && { expected }),
})

const made = done('create', [0, 1], 'a', 5)
const changed = done('update', [2, 3], 'b', 6, 5)
const lost: Given = { op: 'update', start: 2, result: 'unknown', expected: 5, value: 'b' }
const refused: Given = { op: 'update', start: 4, end: 5, result: 'refused', expected: 5 }

t.test('linearizable histories are accepted, and others are not', async (t) => {
  const explained: Readonly<Record<string, Given[]>> = {
    'one after the other': [made, changed, done('get', [4, 5], 'b', 6)],
    'at the same time': [
      done('create', [0, 10], 'a', 5),
      { op: 'get', start: 1, end: 2, result: 'missing' },
      done('get', [3, 4], 'a', 5),
    ],
    'no answer, and not applied': [made, lost, done('get', [10, 11], 'a', 5)],
    'no answer, but applied': [made, lost, done('update', [10, 11], 'c', 12, 9)],
    'a justified conflict': [made, changed, refused],
  }
  for (const [what, operations] of Object.entries(explained))
    t.same(problems(...operations), [], what)
  const wrong: Readonly<Record<string, Given[]>> = {
    lost: [made, { op: 'get', start: 2, end: 3, result: 'missing' }],
    stale: [made, changed, done('get', [4, 5], 'a', 5)],
    'two updates of one revision': [made, changed, done('update', [4, 5], 'c', 7, 5)],
    'created twice': [made, done('create', [2, 3], 'b', 6)],
    undone: [made, lost, done('get', [10, 11], 'b', 9), done('get', [12, 13], 'a', 5)],
    'refused for nothing': [made, refused],
  }
  for (const [what, operations] of Object.entries(wrong))
    t.match(problems(...operations), [/^no order explains c: /], what)
})
