import { runCheck } from './checks/index.ts'
import type { Lab, LabOutcome } from './lab.ts'
import { type LabFinding, type LabWorkspace, UNTOLD } from './workspace.ts'

export interface Checked {
  readonly outcome: LabOutcome
  /** undefined: met */
  readonly finding: LabFinding | undefined
}

export const checkLab = async (
  { outcomes }: Pick<Lab, 'outcomes'>,
  workspace: LabWorkspace,
): Promise<Checked[]> => {
  const checked: Checked[] = []
  for (const outcome of outcomes) {
    const finding = await runCheck(outcome.check, workspace)
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

export const metIds = (checked: readonly Checked[]): string[] =>
  checked.flatMap(({ outcome, finding }) => (finding === undefined ? [outcome.id] : []))
