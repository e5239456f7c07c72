/** What the outcomes of an exam are worth. Pure. */
import type { Checked } from './check-lab.ts'
import type { Finding } from './place.ts'

interface ScoredOutcome {
  readonly id: string
  readonly says: string
  readonly met: boolean
  readonly score: number
  readonly points: number
  /** what was missing, where it is not met */
  readonly missing?: Finding & { readonly notYet: string }
}

export interface ScoredTask {
  /** `task-1` */
  readonly name: string
  readonly lab: string
  readonly title: string
  readonly score: number
  readonly points: number
  readonly outcomes: readonly ScoredOutcome[]
}

/** In tenths, as far as people are told. */
export const tenths = (points: number): number => Math.round(points * 10) / 10

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((all, number) => all + number, 0)

/**
 * The points of a task in equal parts to its outcomes. One that was true before anybody had done anything counts once another one
 * has come true; otherwise to do nothing would be worth something.
 */
export const scoreOutcomes = (
  checked: readonly Checked[],
  points: number,
  trueAtStart: readonly string[],
): ScoredOutcome[] => {
  const isMet = ({ finding }: Checked): boolean => finding === undefined
  const isDone = checked.some((one) => isMet(one) && !trueAtStart.includes(one.outcome.id))
  const part = points / checked.length
  return checked.map((one) => {
    const { outcome, finding } = one
    const { id, says, notYet } = outcome
    return {
      id,
      says,
      met: isMet(one),
      score: isMet(one) && isDone ? part : 0,
      points: part,
      ...(finding !== undefined && { missing: { notYet, ...finding } }),
    }
  })
}
