import { shellWord } from '../../teaching/hints/shell.ts'
import { type ScoredTask, sum, tenths } from '../../teaching/labs/score-exam.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import { columnsOf } from '../kit/index.ts'
import type { ExamEntry } from './progress.ts'

/** Pass mark of the CKA exam, in percent (docs.linuxfoundation.org, CKA and CKAD exams). */
export const PASS_MARK = 66

export const scoreOf = (tasks: readonly ScoredTask[]) => {
  const score = tenths(sum(tasks.map((task) => task.score)))
  const points = sum(tasks.map((task) => task.points))
  return { score, points, passed: 100 * score >= PASS_MARK * points }
}

const percentOf = (part: number, all: number): number => Math.round((100 * part) / all)

export const timeLeftText = (seconds: number, say: Wording): string =>
  say.timeLeft(Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'))

/** `folder`: as the learner types it; `now`: milliseconds since the epoch. */
export const examLines = (
  { minutes, seed, deadline }: Pick<ExamEntry, 'minutes' | 'seed' | 'deadline'>,
  tasks: readonly Pick<ScoredTask, 'name' | 'title' | 'points'>[],
  folder: string,
  say: Wording,
  now: number,
): string[] => {
  const all = sum(tasks.map(({ points }) => points))
  const left = deadline === undefined ? 0 : Math.max(Date.parse(deadline) - now, 0)
  const rows = tasks.map(({ name, title, points }) => [
    name,
    title,
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
      ? [say.examPractice(PASS_MARK)]
      : [...say.examUntil(deadline, PASS_MARK), timeLeftText(Math.floor(left / 1000), say)]),
  ]
}

const pointsText = (score: number, points: number): string => `${tenths(score)}/${tenths(points)}`

export const scoreLines = (tasks: readonly ScoredTask[], say: Wording): string[] => {
  const { score, points, passed } = scoreOf(tasks)
  const verdict = passed ? say.examPassed : say.examFailed
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
    `${say.examTotal(score, points, percentOf(score, points))}: ${verdict(PASS_MARK)}`,
  ]
}
