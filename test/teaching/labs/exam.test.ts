import t from 'tap'
import type { Checked } from '../../../src/teaching/labs/check-lab.ts'
import { drawExam } from '../../../src/teaching/labs/draw-exam.ts'
import { scoreOutcomes, sum, tenths } from '../../../src/teaching/labs/score-exam.ts'
import { wordingOf } from '../../../src/teaching/labs/wording.ts'
import { widthOf } from '../../../src/apimachinery/text/width.ts'
import { examLines, scoreLines } from '../../../src/cli/labs/exam-texts.ts'

const ENGLISH = wordingOf('en')

const lab = (name: string, minutes: number, points: number | undefined = 5) => ({
  name,
  minutes,
  points,
})
const LABS = [
  ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => lab(name, 8)),
  { name: 'no exam', minutes: 1, points: undefined },
]
const namesOf = (labs: readonly { readonly name: string }[]) =>
  labs.map(({ name }) => name).join('')

t.test('the seed and the time limit determine the labs of an exam', async (t) => {
  const draw = (
    labs: typeof LABS,
    minutes: number | undefined,
    seed = 1,
    solved: readonly string[] = [],
  ) => drawExam(labs, { seed, minutes, solved: new Set(solved) })
  const drawn = (seed: number, labs = LABS) => namesOf(draw(labs, 20, seed))
  t.equal(drawn(1).length, 2, 'as many labs as fit are drawn, and none without points')
  t.equal(
    drawn(1),
    drawn(1, LABS.toReversed()),
    'the same seed draws the same labs, whatever their order',
  )
  const seeds = Array.from({ length: 40 }, (_none, seed) => drawn(seed))
  t.ok(new Set(seeds).size > 15, 'other seeds draw other labs')
  t.equal(new Set(seeds.join('')).size, 8, 'every lab can be drawn')
  t.equal(draw(LABS, 64).length, 8, 'all labs with points are drawn if they fit')
  t.same(draw(LABS, 7), [])
  const uneven = [lab('long', 19), lab('short', 2)]
  t.equal(draw(uneven, 20).length, 1, 'a lab that no longer fits is left out')
  t.equal(draw(LABS, undefined).length, 6, 'without a time limit, six labs are drawn')
  const six = namesOf(draw(LABS, undefined, 1, ['a', 'b', 'c']))
  t.same(
    six.slice(0, 5).split('').sort(),
    ['d', 'e', 'f', 'g', 'h'],
    'unsolved labs are drawn first',
  )
  t.match(six[5], /[abc]/)
})

const checked = (id: string, met: boolean): Checked => ({
  outcome: {
    id,
    says: `${id} is there`,
    notYet: `${id} is not there`,
    check: { name: 'answer', given: { accepts: [] } },
    falsify: [],
  },
  finding: met ? undefined : { is: 'nothing', wanted: id },
})

t.test('points are divided among outcomes', async (t) => {
  const score = (...outcomes: readonly [string, boolean][]) =>
    scoreOutcomes(
      outcomes.map(([id, met]) => checked(id, met)),
      6,
      ['kept'],
    ).map((one) => one.score)
  t.same(score(['one', true], ['two', false], ['kept', true]), [2, 0, 2])
  t.same(
    score(['one', false], ['two', false], ['kept', true]),
    [0, 0, 0],
    'doing nothing scores nothing',
  )
  t.same(score(['one', true], ['two', true], ['kept', false]), [2, 2, 0])
  const parts = scoreOutcomes(
    ['a', 'b', 'c'].map((id) => checked(id, true)),
    7,
    [],
  )
  t.equal(
    tenths(sum(parts.map((one) => one.score))),
    7,
    'if all outcomes are met, the task has all its points',
  )
  t.same(scoreOutcomes([checked('one', false)], 6, [])[0]?.missing, {
    notYet: 'one is not there',
    is: 'nothing',
    wanted: 'one',
  })
})

t.test('the text of a started exam fits 80 columns, and ends with the time left', async (t) => {
  const started = Date.parse('2026-11-26T16:00:00Z')
  const tasks = [3, 4, 6].map((points, at) => ({
    name: `task-${at + 1}`,
    title: 'A title of forty characters, no one more',
    points,
  }))
  const exam = { seed: 1, minutes: 20 }
  const timed = { ...exam, deadline: '2026-11-26T16:20:00Z' }
  for (const say of [ENGLISH, wordingOf('ko')])
    for (const one of [exam, timed]) {
      const lines = examLines(one, tasks, 'lab-exam', say, started)
      t.same(
        lines.filter((line) => widthOf(line) > 80),
        [],
      )
    }
  const at = (ms: number) => examLines(timed, tasks, 'lab-exam', ENGLISH, started + ms).at(-1)
  t.equal(at(0), '20:00 left')
  t.equal(at(1_199_000), '0:01 left')
  t.equal(at(1_300_000), '0:00 left')
  t.match(examLines(exam, tasks, 'lab-exam', ENGLISH, started).join('\n'), /4 points \(31 %\)/)
})

t.test('the text of a finished exam shows the score', async (t) => {
  const outcomes = scoreOutcomes([checked('one', true), checked('two', false)], 5, [])
  const task = { name: 'task-1', lab: 'jane', title: 'A new colleague', score: 2.5, points: 5 }
  t.same(scoreLines([{ ...task, outcomes }], ENGLISH), [
    'task-1  A new colleague  2.5/5',
    '  ✓ one is there  2.5/2.5',
    '  ✗ two is there  0/2.5',
    '      is: nothing',
    '      wanted: two',
    '',
    '2.5 of 5 points, 50 %: not passed (66 % passes)',
  ])
  t.match(scoreLines([{ ...task, score: 3.3, outcomes }], ENGLISH).at(-1), /66 %: passed/)
})
