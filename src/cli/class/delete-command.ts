/** `csrlab class delete`. */
import { rmSync } from 'node:fs'
import { classWordingOf } from '../../hosting/class/wording.ts'
import { servingIn } from '../clusters/serving.ts'
import { stopRunning } from '../clusters/stop-command.ts'
import type { CommandLine } from '../kit/command-line.ts'
import { confirm } from '../kit/confirm.ts'
import type { CommandContext } from '../kit/context.ts'
import { answer, type CommandResult, linesResult } from '../kit/result.ts'
import { typed } from '../labs/lab-commands.ts'
import { languageOfLine } from '../labs/session.ts'
import { dataFolder, findClass } from './class-file.ts'

/** Exits with 1 if the person declines. Throws OptionsError, CommandError and FileError. */
export const deleteCommand = async (
  line: CommandLine,
  { environment, terminal, stopwatch }: CommandContext,
): Promise<CommandResult> => {
  const say = classWordingOf(languageOfLine(line, environment))
  const { home, file } = findClass(line.words[0], environment)
  const { name, folder } = file
  if (!(await confirm(line, terminal, say.askDelete(name), `delete the class ${name}`)))
    return linesResult([say.notDeleted], 1)
  const said = await servingIn(dataFolder(home))
  await stopRunning({ name, said, isRunning: said !== undefined }, stopwatch)
  rmSync(home, { recursive: true, force: true })
  return answer(line, { class: name, deleted: true, folder }, () => [
    say.deleted(name, typed(folder)),
  ])
}
