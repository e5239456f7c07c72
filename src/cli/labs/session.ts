/** A lab that somebody works on: what commands about it are given. */
import type { CommandLine } from '../kit/command-line.ts'
import { labsFolder, presentName } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { type OpenPlace, openPlace } from '../../teaching/labs/open-place.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { languageOf, type Wording, wordingOf } from '../../teaching/labs/wording.ts'
import { systemClock } from '../../server/system.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { runningServer } from './detached.ts'
import { folderOf } from './find-labs.ts'
import { auditLogCopy } from './class-folder.ts'
import { type LabEntry, readProgress } from './progress.ts'

type Environment = CommandParts['environment']

export interface Session {
  readonly lab: Lab
  readonly entry: LabEntry
  readonly say: Wording
  /** such as `ko` */
  readonly language: string
}

export const languageOfLine = ({ values }: CommandLine, environment: Environment): string =>
  languageOf(values['lang'], environment)

/** The lab that a line names, or the one that was started last. Throws UsageError, and CommandError where it was not started. */
export const sessionOf = (line: CommandLine, environment: Environment): Session => {
  const language = languageOfLine(line, environment)
  const progress = readProgress(environment)
  const [word = progress.current] = line.words
  if (word === undefined)
    throw new CommandError(
      'no lab is started; csrlab lab list shows them, csrlab lab start begins the first',
    )
  const name = Object.hasOwn(progress.labs, word) ? word : presentName(word)
  const entry = Object.hasOwn(progress.labs, name) ? progress.labs[name] : undefined
  if (entry === undefined) {
    folderOf(name, labsFolder(line.values['labs']))
    throw new CommandError(`${name} is not started; csrlab lab start ${name} begins it`)
  }
  return { lab: readLab(entry.lab, language), entry, say: wordingOf(language), language }
}

/** Throws CommandError, of the environment, where its cluster does not run. */
export const openSession = async (
  { lab, entry, say }: Session,
  environment: Environment,
): Promise<OpenPlace> => {
  const { folder, seededBytes } = entry
  const parts = { folder, seededBytes, say, now: () => systemClock.now() }
  if (entry.class !== undefined) {
    const auditLog = auditLogCopy(environment, lab.name)
    return openPlace({ ...parts, server: { ...entry.class.server, auditLog }, isFarAway: true })
  }
  const server = await runningServer(environment, lab.name)
  if (server === undefined)
    throw new CommandError(
      `the cluster of ${lab.name} does not run; csrlab lab reset ${lab.name} begins anew, and keeps your files aside`,
      3,
    )
  return openPlace({ ...parts, server })
}
