/** Starts a lab over: with a new cluster, or, in a class, by restoring the cluster. */
import { statSync } from 'node:fs'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { withWorkspace } from '../../teaching/labs/open-workspace.ts'
import { BEGINNING, restoreSnapshot } from '../../teaching/labs/snapshots.ts'
import { type CommandContext, CommandError, type Environment } from '../kit/index.ts'
import { beginLab } from './begin.ts'
import { auditLogOf, restoreGiven } from './lab-files.ts'
import { noteLab, timeNow } from './progress.ts'
import { type LabSession, workspaceOf } from './session.ts'
import { emptyWorkFolder } from './work-folder.ts'

/**
 * Restores the initial state of the running cluster and the working folder, and resets start time
 * and hints. Rejects with the errors of {@link restoreSnapshot} and {@link workspaceOf}.
 */
export const restoreLab = async (session: LabSession, environment: Environment): Promise<void> => {
  const { lab, entry } = session
  const parts = await workspaceOf(session, environment)
  await withWorkspace(parts, async ({ requester, fetchAuditLog }) => {
    await restoreSnapshot(requester, BEGINNING)
    await fetchAuditLog?.()
  })
  emptyWorkFolder(entry.folder, true)
  restoreGiven(environment, lab.name, entry.folder)
  noteLab(environment, lab.name, {
    started: timeNow(),
    hints: 0,
    hint: undefined,
    seededBytes: statSync(auditLogOf(environment, lab.name)).size,
  })
}

/** Rejects with CommandError, LabProblem and FileError. */
export const startOver = async (
  session: LabSession,
  context: CommandContext,
): Promise<LabSession> => {
  const { lab, entry } = session
  const { environment } = context
  if (entry.class === undefined) return beginLab(lab, context, entry.folder)
  try {
    await restoreLab(session, environment)
    return session
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof RequestRefused)
      throw new CommandError(`the cluster of ${lab.name} cannot start over: ${error.message}`, 3)
    throw error
  }
}
