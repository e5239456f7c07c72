import { type Checked, metIds } from './check-lab.ts'
import type { LabFinding } from './workspace.ts'

interface ScoredOutcome {
  readonly id: string
  readonly says: string
  readonly met: boolean
  readonly score: number
  readonly points: number
  /** undefined: met */
  readonly missing?: LabFinding & { readonly notYet: string }
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

export const tenths = (points: number): number => Math.round(points * 10) / 10

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((all, number) => all + number, 0)

/**
 * Divides the points equally. Until an outcome is met that was unmet at the start, all scores are
 * 0, so that doing nothing does not score.
 */
export const scoreOutcomes = (
  checked: readonly Checked[],
  points: number,
  trueAtStart: readonly string[],
): ScoredOutcome[] => {
  const isDone = metIds(checked).some((id) => !trueAtStart.includes(id))
  const part = points / checked.length
  return checked.map(({ outcome: { id, says, notYet }, finding }) => ({
    id,
    says,
    met: finding === undefined,
    score: finding === undefined && isDone ? part : 0,
    points: part,
    ...(finding !== undefined && { missing: { notYet, ...finding } }),
  }))
}
