/** Begins a lab, or begins it anew: a new cluster, and an empty folder with what the lab gives. */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import { keepBeginning } from '../../hosting/class/beginning.ts'
import { withClient } from '../../teaching/labs/client.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { adminOf } from '../../teaching/labs/lab-server.ts'
import { reportLab } from '../../teaching/labs/report-lab.ts'
import { seedLab } from '../../teaching/labs/seed.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { clusterName, startServer, stateFolder, stopServer } from './detached.ts'
import { type LabEntry, readProgress, writeProgress } from './progress.ts'
import { emptyWorkFolder, isSetAside } from './work-folder.ts'

/** The folder that a lab is worked on in when nobody names one: the one of last time, or one here. */
const folderOf = (lab: Lab, before: LabEntry | undefined, given: string | undefined): string =>
  given === undefined
    ? before !== undefined && existsSync(before.folder)
      ? before.folder
      : resolve(clusterName(lab.name))
    : resolve(given)

const givenFolder = (environment: CommandParts['environment'], lab: string): string =>
  join(stateFolder(environment, lab), 'given')

/** Keeps what the lab gives, for {@link restoreGiven}. */
const keepGiven = (environment: CommandParts['environment'], lab: string, folder: string): void =>
  cpSync(folder, givenFolder(environment, lab), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !isSetAside(basename(path)),
  })

/** Writes what the lab gives into an empty working folder once more. */
export const restoreGiven = (
  environment: CommandParts['environment'],
  lab: string,
  folder: string,
): void =>
  cpSync(givenFolder(environment, lab), folder, { recursive: true, verbatimSymlinks: true })

/** Throws CommandError, LabProblem and FileError; then no cluster is left. */
export const beginLab = async (
  lab: Lab,
  parts: CommandParts,
  say: Wording,
  givenFolder?: string,
): Promise<LabEntry> => {
  const { environment, terminal } = parts
  const before = readProgress(environment).labs[lab.name]
  const folder = folderOf(lab, before, givenFolder)
  terminal.progress(shownLines([say.making(lab.name)]))
  try {
    emptyWorkFolder(folder, before?.folder === folder)
    await stopServer(lab.name, parts)
    try {
      const server = await startServer(lab, parts)
      const seededBytes = await seedLab(lab, server, folder, () => systemClock.now())
      keepGiven(environment, lab.name, folder)
      await withClient(adminOf(server), async (client) => {
        await keepBeginning(client)
        await reportLab(lab, client)
      })
      const entry: LabEntry = {
        lab: lab.folder,
        folder,
        started: formatTime(systemClock.now()),
        ...(before?.solved !== undefined && { solved: before.solved }),
        hints: 0,
        seededBytes,
      }
      const progress = readProgress(environment)
      writeProgress(environment, {
        ...progress,
        current: lab.name,
        labs: { ...progress.labs, [lab.name]: entry },
      })
      return entry
    } catch (error) {
      await stopServer(lab.name, parts)
      throw error
    }
  } finally {
    terminal.progress(undefined)
  }
}

/** Ends the clusters of solved labs; their working folders stay. */
export const endSolved = async (parts: CommandParts): Promise<void> => {
  for (const [name, entry] of Object.entries(readProgress(parts.environment).labs)) {
    if (entry.solved === undefined || entry.class !== undefined) continue
    await stopServer(name, parts)
    rmSync(resolve(`csrlab-${clusterName(name)}.kubeconfig`), { force: true })
  }
}
