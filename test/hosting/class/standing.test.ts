/** A standing combines outcomes seen by the class with those reported by the learner's csrlab. */
import t from 'tap'
import { type Checked, metIds } from '../../../src/teaching/labs/check-lab.ts'
import { metIn } from '../../../src/hosting/class/report.ts'
import { afterLook, countOf, NOT_BEGUN, stuckFor } from '../../../src/hosting/class/standing.ts'

const ids = ['a', 'b', 'c']
const at = (minute: number) => Date.UTC(2030, 0, 1, 9, minute)
const look = (seen: string[], reported: string[], minute: number, isActive = true) => ({
  outcomes: ids.map((id) => ({ id })),
  seen: new Set(seen),
  reported: new Set(reported),
  isActive,
  now: at(minute),
})

t.test(
  'a standing goes from nothing to solved, and stays solved even if outcomes are lost',
  async (t) => {
    const begin = afterLook(NOT_BEGUN, look(['c'], [], 0, false))
    t.same(begin, { met: { c: { since: '2030-01-01T09:00:00Z', by: 'seen' } } })
    t.equal(countOf(begin, ['c']), 0, 'an outcome met at the start does not count alone')
    t.equal(stuckFor(begin, at(30)), undefined)

    const begun = afterLook(begin, look(['c'], [], 5))
    t.equal(begun.began, '2030-01-01T09:05:00Z')
    t.equal(stuckFor(begun, at(7)), 120_000)

    const moved = afterLook(begun, look(['c'], ['a'], 8))
    t.same(moved.met['a'], { since: '2030-01-01T09:08:00Z', by: 'reported' })
    t.equal(countOf(moved, ['c']), 2)
    t.equal(stuckFor(moved, at(9)), 60_000)
    t.equal(stuckFor(moved, at(1)), 0, 'after the clock was set back, the time is 0')

    const seen = afterLook(moved, look(['a', 'c'], ['a'], 9))
    t.same(seen.met['a'], { since: '2030-01-01T09:08:00Z', by: 'seen' }, 'the earlier time is kept')
    const solved = afterLook(seen, look(['a', 'b', 'c'], [], 10))
    t.equal(solved.solved, '2030-01-01T09:10:00Z')
    const lost = afterLook(solved, look(['c'], [], 11))
    t.match(lost, { met: { a: undefined }, solved: '2030-01-01T09:10:00Z' })
    t.equal(stuckFor(lost, at(60)), undefined)
  },
)

t.test('a report has the ids of met outcomes; an invalid report has none', async (t) => {
  const checked = ids.map((id) => ({
    outcome: { id },
    finding: id === 'b' ? { is: '', wanted: '' } : undefined,
  })) as unknown as Checked[]
  t.same(metIds(checked), ['a', 'c'])
  t.equal(metIn({ met: 'a c' }), 'a c')
  const metOf = (data: unknown) =>
    Object.keys(afterLook(NOT_BEGUN, look([], metIn(data).split(' '), 0)).met)
  const long = `a ${'x '.repeat(500_000)}`
  for (const nothing of [undefined, null, 7, {}, { met: 7 }, { met: '' }, { met: long }])
    t.equal(metIn(nothing), '')
  t.same(metOf({ met: 'a \u001b[2J __proto__ constructor' }), ['a'])
})

t.test('ids that are also names of object properties work', async (t) => {
  const odd = {
    ...look(['__proto__'], ['constructor'], 1),
    outcomes: [{ id: '__proto__' }, { id: 'constructor' }],
  }
  const { met, solved } = afterLook(NOT_BEGUN, odd)
  t.same(Object.keys(met).toSorted(), ['__proto__', 'constructor'])
  t.ok(solved)
})
