/** What an exam prints, in lines. Pure. */
import type { Lab } from '../../labs/lab.ts'
import { type ScoredTask, sum, tenths } from '../../labs/score-exam.ts'
import type { Wording } from '../../labs/wording.ts'
import { shellWord } from '../../hints/shell.ts'
import { columnsOf } from '../columns.ts'
import type { ExamEntry } from './progress.ts'

const percentOf = (part: number, all: number): number =>
  all === 0 ? 0 : Math.round((100 * part) / all)

/** `folder`: of the exam, as it is typed; `now`: milliseconds since the epoch. */
export const examLines = (
  { tasks, minutes, seed, deadline }: ExamEntry,
  labs: readonly Pick<Lab, 'title'>[],
  folder: string,
  say: Wording,
  now: number,
): string[] => {
  const all = sum(tasks.map(({ points }) => points))
  const left = deadline === undefined ? 0 : Math.max(Date.parse(deadline) - now, 0)
  const seconds = Math.floor(left / 1000)
  const rows = tasks.map(({ name, points }, at) => [
    name,
    labs[at]?.title ?? '',
    say.examTask(points, percentOf(points, all)),
  ])
  return [
    say.examHead(tasks.length, minutes, seed),
    '',
    ...columnsOf(rows),
    '',
    ...say.examHow(shellWord(folder)),
    '',
    ...(deadline === undefined
      ? [say.examPractice]
      : [...say.examUntil(deadline), say.timeLeft(Math.floor(seconds / 60), seconds % 60)]),
  ]
}

const pointsText = (score: number, points: number): string => `${tenths(score)}/${tenths(points)}`

/** Each outcome with its points, and of what is not there what was missing. */
export const scoreLines = (tasks: readonly ScoredTask[], say: Wording): string[] => {
  const [score, points] = [
    sum(tasks.map((task) => task.score)),
    sum(tasks.map((task) => task.points)),
  ]
  return [
    ...tasks.flatMap((task) => [
      `${task.name}  ${task.title}  ${pointsText(task.score, task.points)}`,
      ...task.outcomes.flatMap((outcome) => [
        `  ${outcome.met ? '✓' : '✗'} ${outcome.says}  ${pointsText(outcome.score, outcome.points)}`,
        ...(outcome.missing === undefined
          ? []
          : [
              `      ${say.is}: ${outcome.missing.is}`,
              `      ${say.wanted}: ${outcome.missing.wanted}`,
            ]),
      ]),
      '',
    ]),
    say.examTotal(tenths(score), points, percentOf(score, points)),
  ]
}
