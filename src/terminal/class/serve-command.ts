/** `csrlab class serve`: goes on with a class that was made before. */
import { join } from 'node:path'
import { shownJson, shownLines } from '../../api/text/shown.ts'
import { startError } from '../../boot/start-error.ts'
import { type CommandLine, isForPrograms } from '../../doctor/command-line.ts'
import { classWordingOf } from '../../labs/class/wording.ts'
import type { CommandParts } from '../grammar/command.ts'
import { languageOfLine } from '../labs/session.ts'
import { findClass } from './class-file.ts'
import { claimProcess, releaseClass } from './class-process.ts'
import { openClass } from './open-class.ts'
import { closeClass, type RunningClass } from './running-class.ts'
import { keepClass } from './serve-class.ts'

/** Resolves once it serves, and has said so. Throws CommandError, LabProblem, ListenError and FileError. */
export const serveCommand = async (line: CommandLine, parts: CommandParts): Promise<undefined> => {
  const { environment, terminal, process: control } = parts
  const say = classWordingOf(languageOfLine(line, environment))
  const found = findClass(line.words[0], environment)
  const { home, file } = found
  claimProcess(home, file.name)
  let stop = async (): Promise<void> => undefined
  const opening = openClass(found, (at, all) =>
    terminal.progress(shownLines([say.opening(at, all)])),
  )
  let isUnwanted = false
  control.onStop(async () => {
    isUnwanted = true
    await opening.catch(() => undefined)
    await stop()
  })
  control.onFault((error) => startError(error, join(home, 'desk')))
  let running: RunningClass
  try {
    running = await opening
  } catch (error) {
    releaseClass(home)
    throw error
  } finally {
    terminal.progress(undefined)
  }
  stop = isUnwanted ? () => closeClass(running) : keepClass(running, parts, say)
  if (isUnwanted) return undefined
  const { deskUrl: url, seats } = running
  if (isForPrograms(line))
    terminal.write(shownJson({ class: file.name, url, clusters: seats.length }))
  else terminal.print(shownLines([say.serving(url), ...say.nextSteps, '']))
  return undefined
}
