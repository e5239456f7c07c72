/**
 * Starts a lab over: with a new cluster, or for a lab of a class, by restoring the same cluster.
 */
import { statSync } from 'node:fs'
import { formatTime } from '../../apimachinery/clock.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { restoreBeginning } from '../../hosting/class/beginning.ts'
import { systemClock } from '../../server/system.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import type { OpenWorkspace } from '../../teaching/labs/open-workspace.ts'
import { type CommandContext, CommandError, type Environment } from '../kit/index.ts'
import { beginLab } from './begin.ts'
import { auditLogOf, restoreGiven } from './lab-files.ts'
import { type LabEntry, noteLab } from './progress.ts'
import { type LabSession, withWorkspace } from './session.ts'
import { emptyWorkFolder } from './work-folder.ts'

/** Resets the running cluster, the working folder and the progress of a lab. */
export const restoreLab = async (
  { lab, entry }: LabSession,
  workspace: OpenWorkspace,
  environment: Environment,
): Promise<void> => {
  await restoreBeginning(workspace.requester)
  await workspace.fetchAuditLog?.()
  emptyWorkFolder(entry.folder, true)
  restoreGiven(environment, lab.name, entry.folder)
  noteLab(environment, lab.name, {
    started: formatTime(systemClock.now()),
    hints: 0,
    hint: undefined,
    seededBytes: statSync(auditLogOf(environment, lab.name)).size,
  })
}

/** Throws CommandError, LabProblem and FileError. */
export const startOver = async (
  session: LabSession,
  context: CommandContext,
): Promise<LabEntry> => {
  const { lab, entry, say } = session
  const { environment } = context
  if (entry.class === undefined) return beginLab(lab, context, say, entry.folder)
  try {
    await withWorkspace(session, environment, (workspace) =>
      restoreLab(session, workspace, environment),
    )
    return entry
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof RequestRefused)
      throw new CommandError(`the cluster of ${lab.name} cannot start over: ${error.message}`, 3)
    throw error
  }
}
