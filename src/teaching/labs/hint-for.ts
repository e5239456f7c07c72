/** Hints for the first outcome that is not met. Pure. */
import type { Checked } from './check-lab.ts'
import type { Lab, Outcome } from './lab.ts'

/** The hint that was given last. */
export interface GivenHint {
  /** id of the outcome */
  readonly outcome: string
  /** 1 to 3 */
  readonly number: number
}

export const HINTS = 3

/** The three hints for an outcome: a nudge, the rule, the commands with the reason. */
export const hintsFor = (
  { hints, solution }: Pick<Lab, 'hints' | 'solution'>,
  { hints: own = [], step }: Pick<Outcome, 'hints' | 'step'>,
): readonly [nudge: string, rule: string, command: string] => {
  const [nudge = '', rule = '', command = rule] = hints
  const { why, run } = solution[(step ?? 0) - 1] ?? { why: '', run: '' }
  return [own[0] ?? nudge, own[1] ?? rule, step === undefined ? command : `${why}\n\n${run}`]
}

/** The hint that follows `before`, the last one again if there are no more; undefined if all outcomes are met. */
export const nextHint = (
  checked: readonly Checked[],
  before: GivenHint | undefined,
): GivenHint | undefined => {
  const unmet = checked.find(({ finding }) => finding !== undefined)
  if (unmet === undefined) return undefined
  const { id } = unmet.outcome
  return { outcome: id, number: before?.outcome === id ? Math.min(before.number + 1, HINTS) : 1 }
}
