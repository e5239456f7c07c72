/** The board on screens of several sizes, with few or many learners and labs, and wide names. */
import t from 'tap'
import { boardOf, byStuck, csvRows } from '../../../src/hosting/class/board.ts'
import { NOT_BEGUN, type Standing } from '../../../src/hosting/class/standing.ts'
import { wordsOf } from '../../../src/teaching/words/words.ts'
import { boardScreen, START, wholeBoard, within } from '../../../src/cli/class/board-screen.ts'
import { widthOf } from '../../../src/apimachinery/text/width.ts'
import { times } from '../../fixtures/times.ts'

const NOW = Date.UTC(2030, 0, 1, 10, 0)
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()

const labsOf = (count: number) =>
  times(count, (i) => ({
    name: `a-lab-with-number-${i + 1}`,
    title: '',
    outcomes: ['a', 'b', 'c'],
  }))

const at = (learner: string): Standing => {
  const number = Number(learner.slice(1))
  const met = { a: { since: minutesAgo(number), by: 'seen' as const } }
  if (number === 3)
    return { met, began: minutesAgo(9), moved: minutesAgo(9), solved: minutesAgo(9) }
  return number % 2 === 0 ? { met, began: minutesAgo(number + 1) } : NOT_BEGUN
}

const rowsOf = (people: number, labs: number) =>
  boardOf({
    people: times(people, (i) => ({
      id: `p${i}`,
      name: i % 3 === 0 ? `${i} 김민수와 아주 긴 이름을 가진 학습자` : `${i} Learner`,
    })),
    labs: labsOf(labs),
    seat: (learner, lab) =>
      lab.endsWith('-1') ? { standing: at(learner), trueAtStart: [] } : undefined,
    now: NOW,
  })

t.test('the board fits the screen, and can be scrolled to the last learner', async (t) => {
  for (const [columns, rows] of [
    [80, 24],
    [60, 20],
    [200, 50],
  ] as const)
    for (const language of ['en', 'ko'])
      for (const [people, labs] of [
        [3, 1],
        [30, 3],
        [200, 20],
      ] as const) {
        const size = { columns, rows }
        const board = { labs: labsOf(labs), rows: rowsOf(people, labs) }
        const say = wordsOf(language).class
        const view = within({ ...START, top: 999, left: 999 }, board, size)
        const lines = boardScreen('c', board, { view, size, notice: undefined }, say)
        const what = `${people} × ${labs} in ${columns} × ${rows}, ${language}`
        t.ok(
          lines.every((line) => widthOf(line) <= columns),
          `no line is too wide: ${what}`,
        )
        t.ok(lines.length <= rows - 2, `not too many lines: ${what}`)
        t.ok(
          lines.some((line) => line.startsWith(`${people - 1} `)),
          `the last learner is shown: ${what}`,
        )
      }
})

t.test('learners can be sorted by the time without progress', async (t) => {
  const rows = rowsOf(30, 2)
  t.same(
    byStuck(rows)
      .slice(0, 2)
      .map(({ id }) => id),
    ['p28', 'p26'],
  )
  const say = wordsOf('en').class
  const size = { columns: 80, rows: 24 }
  const board = { labs: labsOf(2), rows }
  const screen = (isByStuck: boolean) =>
    boardScreen('c', board, { view: { ...START, isByStuck }, size, notice: undefined }, say)
  t.match(screen(false)[0], /^c · 30 learners · 0 solved all · 1–17 of 30$/)
  t.match(screen(false)[3], /^0 김민수와 아주 긴 이… +1\/3/)
  t.match(screen(true)[3], /^28 Learner +1\/3 +· +a-lab-wit… 29 min$/)
  t.match(screen(true).at(-1), 'Longest without progress: 28 Learner, a-lab-with-number-1, 29 min')
  t.match(screen(false).join('\n'), /\n3 김민수.* +✓/)
  t.equal(
    boardScreen('c', board, { view: START, size, notice: 'It does not run.' }, say).at(-1),
    'It does not run.',
  )
  t.match(wholeBoard('c', board, say).length, 3 + 30 + 2)
})

t.test('the CSV export has a row for each outcome of each learner', async (t) => {
  const rows = csvRows(rowsOf(3, 1), labsOf(1))
  t.equal(rows.length, 9)
  t.match(rows[6]?.slice(4), ['a', 1, minutesAgo(2), 'seen'])
  t.match(rows[7]?.slice(4), ['b', 0, '', ''])
  t.equal(rows[6]?.[1], 'p2')
})
