import t from 'tap'
import { historyOf, type Line, type Operation } from './history.ts'
import { judge } from './judge.ts'

type Given = Omit<Operation, 'client' | 'key'> & { readonly client?: string; readonly key?: string }

const problems = (...lines: (Given | Exclude<Line, Operation>)[]): string[] =>
  judge(historyOf(lines.map((line) => ('op' in line ? { client: 'c', key: 'k', ...line } : line))))

const create = (start: number, end: number, value: string, revision: number): Given => ({
  op: 'create',
  start,
  end,
  result: 'done',
  value,
  revision,
})
const update = (
  start: number,
  end: number,
  expected: number,
  value: string,
  revision: number,
): Given => ({ op: 'update', start, end, result: 'done', expected, value, revision })
const got = (start: number, end: number, value: string, revision: number): Given => ({
  op: 'get',
  start,
  end,
  result: 'done',
  value,
  revision,
})
const missed = (start: number, end: number): Given => ({ op: 'get', start, end, result: 'missing' })

t.test('what happened one after the other', (t) => {
  t.same(problems(create(0, 1, 'a', 5), got(2, 3, 'a', 5), update(4, 5, 5, 'b', 7)), [])
  t.match(problems(create(0, 1, 'a', 5), missed(2, 3)), [/no order explains .* get of k/], 'lost')
  t.match(
    problems(create(0, 1, 'a', 5), update(2, 3, 5, 'b', 6), got(4, 5, 'a', 5)),
    [/no order explains/],
    'stale',
  )
  t.match(
    problems(create(0, 1, 'a', 5), update(2, 3, 5, 'b', 6), update(4, 5, 5, 'c', 7)),
    [/no order explains/],
    'two updates of one revision',
  )
  t.match(problems(create(0, 1, 'a', 5), create(2, 3, 'b', 6)), [/no order explains/])
  t.match(problems(got(0, 1, 'a', 5)), [/no order explains/], 'read before it was written')
  t.end()
})

t.test('what happened at the same time may have happened in any order', (t) => {
  t.same(problems(create(0, 10, 'a', 5), missed(1, 2), got(3, 4, 'a', 5)), [])
  t.match(problems(create(0, 10, 'a', 5), got(1, 2, 'a', 5), missed(3, 4)), [/no order explains/])
  const raced = [create(0, 1, 'a', 5), update(2, 9, 5, 'b', 6), update(2, 9, 6, 'c', 7)]
  t.same(problems(...raced, got(10, 11, 'c', 7)), [])
  t.match(problems(...raced, got(10, 11, 'b', 6)), [/no order explains/])
  t.end()
})

t.test('what was never answered may have been done, then or later, or not at all', (t) => {
  const lost: Given = { op: 'update', start: 2, result: 'unknown', expected: 5, value: 'b' }
  const first = create(0, 1, 'a', 5)
  t.same(problems(first, lost, got(10, 11, 'a', 5)), [])
  t.same(problems(first, lost, got(10, 11, 'a', 5), got(12, 13, 'b', 9)), [])
  t.match(
    problems(first, lost, got(10, 11, 'b', 9), got(12, 13, 'a', 5)),
    [/no order explains/],
    'not undone',
  )
  t.same(problems(first, lost, update(10, 11, 9, 'c', 12)), [], 'its revision is found out')
  t.match(problems(lost, got(3, 4, 'b', 9)), [/no order explains/], 'there was nothing to update')
  t.end()
})

t.test('what was refused had a reason', (t) => {
  const refused: Given = {
    op: 'update',
    start: 4,
    end: 5,
    result: 'refused',
    expected: 5,
    value: 'c',
  }
  t.match(problems(create(0, 1, 'a', 5), refused), [/no order explains/])
  t.same(problems(create(0, 1, 'a', 5), update(2, 3, 5, 'b', 6), refused), [])
  const exists: Given = { op: 'create', start: 2, end: 3, result: 'refused', value: 'b' }
  t.match(problems(exists), [/no order explains/])
  const gone: Given = { op: 'delete', start: 2, end: 3, result: 'done' }
  t.same(problems(create(0, 1, 'a', 5), gone, create(4, 5, 'b', 7)), [])
  t.match(problems(create(0, 1, 'a', 5), gone, got(4, 5, 'a', 5)), [/no order explains/])
  t.end()
})

t.test('many at a time are judged in little time', (t) => {
  const clients = 12
  const many: Given[] = [create(0, 1, 'v0', 1)]
  // each revision once, and all others were refused; the order of the ends says nothing
  for (let round = 0; round < 40; round++) {
    const [start, end] = [round * 10 + 2, round * 10 + 9]
    many.push(update(start, end, round + 1, `v${round + 1}`, round + 2))
    for (let client = 1; client < clients; client++)
      many.push({ op: 'update', start, end, result: 'refused', expected: round + 1, value: 'x' })
  }
  t.same(problems(...many), [])
  t.match(problems(...many, got(500, 501, 'v39', 40)), [/no order explains/])
  t.end()
})

t.test('a watch shows each change once, in its order', (t) => {
  const writes = [create(0, 1, 'a', 5), update(2, 3, 5, 'b', 7), create(4, 5, 'x', 8)]
  writes[2] = { ...writes[2]!, key: 'other' }
  const began = { watch: 'w', after: 1 }
  const ended = { watch: 'w', upTo: 9 }
  const added = { watch: 'w', type: 'ADDED', key: 'k', revision: 5, value: 'a' } as const
  const modified = { watch: 'w', type: 'MODIFIED', key: 'k', revision: 7, value: 'b' } as const
  const other = { watch: 'w', type: 'ADDED', key: 'other', revision: 8, value: 'x' } as const
  t.same(problems(...writes, began, added, modified, other, ended), [])
  t.match(problems(...writes, began, added, other, ended), ['w: update of k at 7 was never shown'])
  t.match(problems(...writes, began, added, modified, modified, other, ended), [
    'w: MODIFIED k at 7 came after MODIFIED k at 7',
  ])
  t.match(problems(...writes, began, added, other, modified, ended), [
    'w: MODIFIED k at 7 came after ADDED other at 8',
  ])
  t.match(problems(...writes, began, added, modified, other), ['w never came to its end'])
  t.match(
    problems(
      ...writes,
      began,
      added,
      modified,
      other,
      { ...other, key: 'new', revision: 9 },
      ended,
    ),
    ['w: ADDED new at 9 shows x, which nobody wrote'],
  )
  t.same(
    problems(...writes, { watch: 'w', after: 6 }, modified, other, ended),
    [],
    'what was before is not counted',
  )
  t.end()
})

t.test('a watch shows as many deletes as there were', (t) => {
  const began = { watch: 'w', after: 1 }
  const ended = { watch: 'w', upTo: 9 }
  const added = { watch: 'w', type: 'ADDED', key: 'k', revision: 5, value: 'a' } as const
  const deleted = { watch: 'w', type: 'DELETED', key: 'k', revision: 7, value: 'a' } as const
  const gone: Given = { op: 'delete', start: 2, end: 3, result: 'done' }
  const first = create(0, 1, 'a', 5)
  t.same(problems(first, gone, began, added, deleted, ended), [])
  t.match(problems(first, gone, began, added, ended), [/deleted 1 to 1 times.*0 times/])
  t.match(problems(first, began, added, deleted, ended), [/deleted 0 to 0 times.*1 times/])
  const lost: Given = { op: 'delete', start: 2, result: 'unknown' }
  t.same(problems(first, lost, began, added, deleted, ended), [])
  t.same(problems(first, lost, began, added, ended), [])
  t.match(problems(first, gone, began, added, deleted, { ...deleted, revision: 8 }, ended), [
    /DELETED k at 8 follows DELETED k at 7/,
    /deleted 1 to 1 times.*2 times/,
  ])
  t.end()
})
