import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../../server/system.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { adminOf } from '../../teaching/labs/lab-server.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { reportLab } from '../../teaching/labs/report-lab.ts'
import { seedLab } from '../../teaching/labs/seed.ts'
import { BEGINNING, saveSnapshot } from '../../teaching/labs/snapshots.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import type { CommandContext } from '../kit/index.ts'
import { clusterName, startServer, stopServer } from './detached.ts'
import { keepGiven } from './lab-files.ts'
import { enterLabs, type LabEntry, readProgress, timeNow } from './progress.ts'
import type { LabSession } from './session.ts'
import { writeTask } from './texts.ts'
import { emptyWorkFolder } from './work-folder.ts'

/**
 * Returns the given folder, the lab's previous one if it still exists, or a new one in the current
 * folder.
 */
const folderOf = (lab: Lab, before: LabEntry | undefined, given: string | undefined): string => {
  if (given !== undefined) return resolve(given)
  return before !== undefined && existsSync(before.folder)
    ? before.folder
    : resolve(clusterName(lab.name))
}

/** Throws CommandError, LabProblem and FileError. After an error, no new cluster runs. */
export const beginLab = async (
  lab: Lab,
  context: CommandContext,
  givenFolder?: string,
): Promise<LabSession> => {
  const { environment, language, terminal } = context
  const say = wordingOf(language)
  const before = readProgress(environment).labs[lab.name]
  const folder = folderOf(lab, before, givenFolder)
  terminal.progress(say.making(lab.name))
  try {
    emptyWorkFolder(folder, before?.folder === folder)
    await stopServer(lab.name, environment)
    try {
      const server = await startServer(lab, context)
      const seededBytes = await seedLab(lab, server, folder, systemClock)
      writeTask(lab, folder, say)
      keepGiven(environment, lab.name, folder)
      await withClient(adminOf(server), async (client) => {
        await saveSnapshot(client, BEGINNING)
        await reportLab(lab, client)
      })
      const entry: LabEntry = {
        lab: lab.folder,
        folder,
        started: timeNow(),
        ...(before?.solved !== undefined && { solved: before.solved }),
        hints: 0,
        seededBytes,
      }
      enterLabs(environment, lab.name, { [lab.name]: entry })
      return { lab, entry, say }
    } catch (error) {
      await stopServer(lab.name, environment)
      throw error
    }
  } finally {
    terminal.progress(undefined)
  }
}
