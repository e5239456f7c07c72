import type { Checked } from './check-lab.ts'
import type { LabFinding } from './place.ts'

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
 * Divides the points equally. Outcomes that held at the start count only once one that did not is
 * met; otherwise doing nothing would score.
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
