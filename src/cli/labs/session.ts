import { systemClock } from '../../server/system.ts'
import type { WorkspaceParts } from '../../teaching/labs/open-workspace.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import {
  type CommandContext,
  CommandError,
  type CommandLine,
  type Environment,
} from '../kit/index.ts'
import { runningServer } from './detached.ts'
import { folderOf } from './find-labs.ts'
import { auditLogOf } from './lab-files.ts'
import { currentLab, readProgress } from './progress.ts'

export type LabSession = ReturnType<typeof sessionOf>

export const sessionOf = (
  line: Pick<CommandLine, 'words' | 'values'>,
  { environment, language }: Pick<CommandContext, 'environment' | 'language'>,
) => {
  const progress = readProgress(environment)
  const { labs } = progress
  const [name = currentLab(progress)] = line.words
  if (name === undefined)
    throw new CommandError(
      'no lab has been started; csrlab lab list shows all labs, csrlab lab start starts the first',
    )
  const entry = Object.hasOwn(labs, name) ? labs[name] : undefined
  if (entry === undefined) {
    folderOf(name, line.values['labs'])
    throw new CommandError(`${name} has not been started; csrlab lab start ${name} starts it`)
  }
  return { lab: readLab(entry.lab, language), entry, say: wordingOf(language) }
}

/** Rejects with CommandError if the learner's own cluster is not running. */
export const workspaceOf = async (
  { lab, entry, say }: LabSession,
  environment: Environment,
): Promise<WorkspaceParts> => {
  const { folder, seededBytes } = entry
  const server =
    entry.class === undefined
      ? await runningServer(environment, lab.name)
      : { ...entry.class.server, auditLog: auditLogOf(environment, lab.name) }
  if (server === undefined)
    throw new CommandError(
      `the cluster of ${lab.name} is not running; csrlab lab reset ${lab.name} starts over and sets your files aside`,
      3,
    )
  const isFarAway = entry.class !== undefined
  return { server, folder, seededBytes, say, clock: systemClock, isFarAway }
}
