/** `csrlab class delete`: ends a class, and takes away all that is kept of it. */
import { rmSync } from 'node:fs'
import { shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { classWordingOf } from '../../hosting/class/wording.ts'
import { CommandError } from '../kit/command-options.ts'
import { servingIn } from '../clusters/serving.ts'
import { stopRunning } from '../clusters/stop-command.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { typed } from '../labs/lab-commands.ts'
import { isYes } from '../labs/answers.ts'
import { languageOfLine } from '../labs/session.ts'
import { dataFolder, findClass } from './class-file.ts'

/** Asks first, where somebody is there to ask. Ends with 1 where the answer is no. Throws OptionsError, CommandError and FileError. */
export const deleteCommand = async (
  line: CommandLine,
  { environment, terminal, stopwatch }: CommandParts,
): Promise<CommandResult> => {
  const say = classWordingOf(languageOfLine(line, environment))
  const { home, file } = findClass(line.words[0], environment)
  if (line.switches['yes'] !== true) {
    const answer = await terminal.ask(shown(say.askDelete(file.name)))
    if (answer === undefined)
      throw new CommandError(
        `nobody is there to ask whether the class ${file.name} is to be deleted; add --yes`,
      )
    if (!isYes(answer)) return { text: shownLines([say.notDeleted, '']), code: 1 }
  }
  const folder = dataFolder(home)
  const said = await servingIn(folder)
  const isRunning = said !== undefined
  await stopRunning({ name: file.name, folder, isInMemory: false, said, isRunning }, stopwatch)
  rmSync(home, { recursive: true, force: true })
  if (isForPrograms(line))
    return { text: shownJson({ class: file.name, deleted: true, folder: file.folder }), code: 0 }
  return { text: shownLines([say.deleted(file.name, typed(file.folder)), '']), code: 0 }
}
