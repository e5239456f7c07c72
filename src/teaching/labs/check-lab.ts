import { look } from './checks/index.ts'
import type { Lab, Outcome } from './lab.ts'
import { type Finding, type Place, UNTOLD } from './place.ts'

export interface Checked {
  readonly outcome: Outcome
  /** undefined: met */
  readonly finding: Finding | undefined
}

/** Checks all outcomes in order. Rejects with NoAnswer. */
export const checkLab = async (
  { outcomes }: Pick<Lab, 'outcomes'>,
  place: Place,
): Promise<Checked[]> => {
  const checked: Checked[] = []
  for (const outcome of outcomes) {
    const finding = await look(outcome.check, place)
    if (finding === undefined || outcome.because === undefined) checked.push({ outcome, finding })
    else {
      const is = finding.isFinal === true ? finding.is : UNTOLD
      checked.push({ outcome, finding: { is, wanted: UNTOLD } })
    }
  }
  return checked
}

export const isSolved = (checked: readonly Checked[]): boolean =>
  checked.every(({ finding }) => finding === undefined)
