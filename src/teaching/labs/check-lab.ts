import { runCheck } from './checks/index.ts'
import type { Lab, LabOutcome } from './lab.ts'
import { type LabFinding, type LabWorkspace, UNTOLD } from './workspace.ts'

export interface Checked {
  readonly outcome: LabOutcome
  /** undefined: met */
  readonly finding: LabFinding | undefined
}

export const checkLab = async (
  { outcomes, seed }: Pick<Lab, 'outcomes'> & Partial<Pick<Lab, 'seed'>>,
  workspace: LabWorkspace,
): Promise<Checked[]> => {
  const checked: Checked[] = []
  const givenRequests = new Set((seed?.requests ?? []).map(({ name }) => name))
  for (const outcome of outcomes) {
    const finding = await runCheck(outcome.check, { ...workspace, givenRequests })
    if (finding === undefined || outcome.because === undefined) checked.push({ outcome, finding })
    else {
      const told = finding.isFinal === true ? finding : { is: UNTOLD }
      checked.push({ outcome, finding: { ...told, wanted: UNTOLD } })
    }
  }
  return checked
}

export const isSolved = (checked: readonly Checked[]): boolean =>
  checked.every(({ finding }) => finding === undefined)

/** Returns the first outcome that cannot be met any more. */
export const finalOutcome = (checked: readonly Checked[]): Checked | undefined =>
  checked.find(({ finding }) => finding?.isFinal === true)

export const metIds = (checked: readonly Checked[]): string[] =>
  checked.flatMap(({ outcome, finding }) => (finding === undefined ? [outcome.id] : []))
