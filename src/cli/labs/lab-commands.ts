import { relative } from 'node:path'
import { labsFolder } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import {
  answer,
  type CommandContext,
  type CommandLine,
  type CommandResult,
  isForPrograms,
  type Run,
} from '../kit/index.ts'
import { beginLab, endSolved } from './begin.ts'
import { folderOf, readLabs } from './find-labs.ts'
import { requirePrograms } from './programs.ts'
import { classLabs, enterLabs, type LabEntry, type Progress, readProgress } from './progress.ts'
import { languageOfLine, sessionOf } from './session.ts'
import { startOver } from './start-over.ts'
import { wholeTaskLines } from './texts.ts'

interface StartedLab {
  readonly lab: Lab
  readonly entry: LabEntry
}

/** Returns a folder as the user would type it in the current folder. */
export const typedPath = (folder: string): string => {
  const short = relative('.', folder)
  return short === '' ? '.' : short.startsWith('..') ? folder : short
}

const started = (
  line: CommandLine,
  { lab, entry: { folder } }: StartedLab,
  language: string,
): CommandResult =>
  answer(line, { lab: lab.name, folder, kubeconfig: `${folder}/kubeconfig`, task: lab.task }, () =>
    wholeTaskLines(lab, typedPath(folder), wordingOf(language)),
  )

/** Returns the next unsolved lab after the current one; the search wraps around. */
const nextOf = (names: readonly string[], { current = '', labs }: Progress): string | undefined => {
  const at = names.indexOf(current)
  const order = [...names.slice(at + 1), ...names.slice(0, at + 1)]
  return order.find((name) => labs[name]?.solved === undefined)
}

export const startCommand: Run = async (line, context) => {
  const [name] = line.words
  if (name === undefined) return nextCommand(line, context)
  const { environment } = context
  const language = languageOfLine(line, environment)
  const lab = readLab(folderOf(name, labsFolder(line.values['labs'])), language)
  requirePrograms(environment)
  const entry = await beginLab(lab, context, wordingOf(language), line.values['dir'])
  return started(line, { lab, entry }, language)
}

/**
 * Moves on to the next unsolved lab, if any; outside a class, starts it and stops the clusters of
 * solved ones.
 */
export const beginNext = async (
  line: CommandLine,
  context: CommandContext,
): Promise<StartedLab | undefined> => {
  const { environment } = context
  requirePrograms(environment)
  const language = languageOfLine(line, environment)
  const progress = readProgress(environment)
  const inClass = nextOf(classLabs(progress) ?? [], progress)
  if (inClass !== undefined) {
    enterLabs(environment, inClass, {})
    return sessionOf({ ...line, words: [] }, environment)
  }
  const say = wordingOf(language)
  const labs = readLabs(line, language)
  const name = nextOf(
    labs.map((lab) => lab.name),
    progress,
  )
  if (name !== undefined) context.terminal.progress(say.making(name))
  await endSolved(environment)
  const lab = labs.find((one) => one.name === name)
  return lab && { lab, entry: await beginLab(lab, context, say, line.values['dir']) }
}

export const nextCommand: Run = async (line, context) => {
  const language = languageOfLine(line, context.environment)
  const next = await beginNext(line, context)
  return next === undefined
    ? answer(line, { lab: null }, () => [wordingOf(language).allSolved])
    : started(line, next, language)
}

export const resetCommand: Run = async (line, context) => {
  const session = sessionOf(line, context.environment)
  const { lab, say, language } = session
  const entry = await startOver(session, context)
  const result = started(line, { lab, entry }, language)
  if (!isForPrograms(line)) context.terminal.print([say.kept(typedPath(entry.folder)), ''])
  return result
}
