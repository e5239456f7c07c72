/** Work on the data folder that a line names, which is told of while it lasts. */
import type { CommandLine } from '../../doctor/command-line.ts'
import type { Progress } from '../../store/progress.ts'
import { dataDirOf } from '../../upkeep/command-options.ts'
import type { CommandParts } from '../grammar/command.ts'
import { tellOfLarge } from '../large-file.ts'
import { withFolder } from './place.ts'

/** `task` is given the line with the folder of its `--name`; `what` says in the -ing form what it does. Throws OptionsError, FileError, and what `task` throws. */
export const onFolder = <T>(
  what: string,
  line: CommandLine,
  { environment, terminal }: CommandParts,
  task: (line: CommandLine, report: Progress) => T | Promise<T>,
): Promise<T> => {
  const named = withFolder(line, environment)
  return tellOfLarge(what, dataDirOf(named), terminal, (report) => task(named, report))
}
