import type { Checked } from './check-lab.ts'
import type { Lab, LabOutcome } from './lab.ts'

export interface GivenHint {
  readonly outcome: string
  /** 1 to 3 */
  readonly number: number
}

export const HINTS = 3

/** Returns the outcome's three hints; the last has the step's commands and their reason. */
export const hintsFor = (
  { hints, solution }: Pick<Lab, 'hints' | 'solution'>,
  { hints: own = [], step }: Pick<LabOutcome, 'hints' | 'step'>,
): readonly [nudge: string, rule: string, command: string] => {
  const [nudge = '', rule = '', command = rule] = hints
  const { why, run } = solution[(step ?? 0) - 1] ?? { why: '', run: '' }
  return [own[0] ?? nudge, own[1] ?? rule, step === undefined ? command : `${why}\n\n${run}`]
}

/**
 * Returns the next hint for the first unmet outcome, or its last hint again. Undefined: every
 * outcome is met.
 */
export const nextHint = (
  checked: readonly Checked[],
  before: GivenHint | undefined,
): GivenHint | undefined => {
  const unmet = checked.find(({ finding }) => finding !== undefined)
  if (unmet === undefined) return undefined
  const { id } = unmet.outcome
  return { outcome: id, number: before?.outcome === id ? Math.min(before.number + 1, HINTS) : 1 }
}
