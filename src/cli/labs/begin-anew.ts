/** Begins a lab anew that somebody works on: one of their own with a new cluster, one of a class in the cluster that it has. */
import { statSync } from 'node:fs'
import { formatTime } from '../../apimachinery/clock.ts'
import { systemClock } from '../../server/system.ts'
import { restoreBeginning } from '../../hosting/class/beginning.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { beginLab } from './begin.ts'
import { auditLogCopy, writeGiven } from './class-folder.ts'
import { type LabEntry, noteLab, readProgress } from './progress.ts'
import { openSession, type Session } from './session.ts'
import { emptyWorkFolder } from './work-folder.ts'

const beginInClass = async (
  session: Session,
  environment: CommandParts['environment'],
): Promise<LabEntry> => {
  const { lab, entry } = session
  const place = await openSession(session, environment)
  try {
    await restoreBeginning(place.asker)
    await place.fetchAuditLog?.()
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof RequestRefused)
      throw new CommandError(`the cluster of ${lab.name} cannot begin anew: ${error.message}`, 3)
    throw error
  } finally {
    place.close()
  }
  emptyWorkFolder(entry.folder, true)
  writeGiven(environment, lab.name, entry.folder)
  noteLab(environment, lab.name, {
    started: formatTime(systemClock.now()),
    hints: 0,
    hint: undefined,
    seededBytes: statSync(auditLogCopy(environment, lab.name)).size,
  })
  return readProgress(environment).labs[lab.name] ?? entry
}

/** Throws CommandError, LabProblem and FileError. */
export const beginAnew = (session: Session, parts: CommandParts): Promise<LabEntry> =>
  session.entry.class === undefined
    ? beginLab(session.lab, parts, session.say, session.entry.folder)
    : beginInClass(session, parts.environment)
