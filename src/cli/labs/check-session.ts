import type { LabReport } from '../../apis/lab-report.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { sendReport } from '../../hosting/class/report.ts'
import { wordsOf } from '../../teaching/words/words.ts'
import { type Checked, checkLab, isSolved } from '../../teaching/labs/check-lab.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { withWorkspace } from '../../teaching/labs/open-workspace.ts'
import { reportLab } from '../../teaching/labs/report-lab.ts'
import type { LabWorkspace } from '../../teaching/labs/workspace.ts'
import { type CommandContext, CommandError } from '../kit/index.ts'
import { noteLab, timeNow } from './progress.ts'
import { type LabSession, workspaceOf } from './session.ts'

export const checkedOutcomes = (checked: readonly Checked[]): LabReport['outcomes'] =>
  checked.map(({ outcome: { id, says, notYet }, finding }) => ({
    id,
    says,
    met: finding === undefined,
    ...(finding !== undefined && { notYet, ...finding }),
  }))

/** Reports to the class. If that fails, warns the learner. */
const tellClass = async (
  { lab, entry }: LabSession,
  checked: readonly Checked[],
  { terminal, language }: CommandContext,
): Promise<void> => {
  if (entry.class === undefined) return
  try {
    await sendReport(entry.class.desk, lab.name, checked)
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error
    terminal.warn([`csrlab: ${wordsOf(language).class.notReported(error.message)}`])
  }
}

/** Adds how to start over to an outcome that cannot be met any more. */
const withRemedy = (checked: Checked, { lab, say }: LabSession): Checked => {
  const { finding } = checked
  if (finding?.isFinal !== true) return checked
  return { ...checked, finding: { ...finding, is: say.beyondRepair(finding.is, lab.name) } }
}

/** Throws CommandError if the cluster does not answer, or refuses a request of the check. */
export const checkSession = async (
  session: LabSession,
  workspace: LabWorkspace,
  context: CommandContext,
): Promise<Checked[]> => {
  const { lab, entry } = session
  try {
    await workspace.fetchAuditLog?.()
    const checked = (await checkLab(lab, workspace)).map((one) => withRemedy(one, session))
    await reportLab(lab, workspace.requester, checked)
    await tellClass(session, checked, context)
    if (isSolved(checked) && entry.solved === undefined)
      noteLab(context.environment, lab.name, { solved: timeNow() })
    return checked
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error
    // a server that is about to end answers 500
    const isRefusal = error instanceof RequestRefused && error.code < 500
    const what = isRefusal ? 'refuses the check' : 'does not answer'
    throw new CommandError(`the cluster of ${lab.name} ${what}: ${error.message}`, 3)
  }
}

export const checkOnce = async (session: LabSession, context: CommandContext): Promise<Checked[]> =>
  withWorkspace(await workspaceOf(session, context.environment), (workspace) =>
    checkSession(session, workspace, context),
  )
