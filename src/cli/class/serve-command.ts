/** `csrlab class serve`: goes on with a class that was made before. */
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, isForPrograms } from '../kit/command-line.ts'
import { classWordingOf } from '../../hosting/class/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { languageOfLine } from '../labs/session.ts'
import { findClass } from './class-file.ts'
import { runClass } from './run-class.ts'

/** Resolves once it serves, and has said so. Throws CommandError, LabProblem, ListenError and FileError. */
export const serveCommand = async (line: CommandLine, parts: CommandParts): Promise<undefined> => {
  const { environment, terminal } = parts
  const say = classWordingOf(languageOfLine(line, environment))
  const found = findClass(line.words[0], environment)
  await runClass(found, parts, {
    say,
    tell: ({ url, state }) => {
      const clusters = Object.keys(state.seats).length
      if (isForPrograms(line)) terminal.write(shownJson({ class: found.file.name, url, clusters }))
      else terminal.print(shownLines([say.serving(url), ...say.nextSteps, '']))
    },
  })
  return undefined
}
