/** `csrlab reset`: a cluster as after its first start. */
import { shownLines } from '../../api/text/shown.ts'
import type { CommandLine, CommandResult } from '../../doctor/command-line.ts'
import { emptyStore } from '../../store/empty.ts'
import { CommandError, databaseIn } from '../../upkeep/command-options.ts'
import type { CommandParts } from '../grammar/command.ts'
import { removeCluster } from './data-folder.ts'
import { findOne } from './found.ts'

/** Throws CommandError where there is no such cluster or it runs, OpenError, OptionsError and FileError. */
export const resetCommand = async (
  line: CommandLine,
  { environment }: CommandParts,
): Promise<CommandResult> => {
  const { name, folder, isRunning } = await findOne(line, environment)
  if (isRunning) throw new CommandError(`${name} runs; stop it first: csrlab stop ${name}`)
  if (line.switches['recreate'] === true) {
    removeCluster(folder)
    const text = `${name} is empty; the next start makes a new CA and a new kubeconfig`
    return { text: shownLines([text, '']), code: 0 }
  }
  emptyStore(databaseIn(folder))
  const text = `${name} is as after its first start, with the same CA and kubeconfig`
  return { text: shownLines([text, '']), code: 0 }
}
