/** `csrlab lab start`, `next`, `reset`: what begins a lab. */
import { relative } from 'node:path'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { labsFolder } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { beginAnew } from './begin-anew.ts'
import { beginLab, endSolved } from './begin.ts'
import { folderOf, readLabs } from './find-labs.ts'
import { requirePrograms } from './programs.ts'
import { type LabEntry, readProgress, writeProgress } from './progress.ts'
import { languageOfLine, sessionOf } from './session.ts'
import { wholeTaskLines } from './texts.ts'

/** The folder as it is typed from where one is. */
export const typed = (folder: string): string => {
  const short = relative('.', folder)
  return short === '' ? '.' : short.startsWith('..') ? folder : short
}

const begun = (line: CommandLine, lab: Lab, entry: LabEntry, language: string): CommandResult => {
  const { folder } = entry
  if (isForPrograms(line))
    return {
      text: shownJson({
        lab: lab.name,
        folder,
        kubeconfig: `${folder}/kubeconfig`,
        task: lab.task,
      }),
      code: 0,
    }
  const text = shownLines([...wholeTaskLines(lab, typed(folder), wordingOf(language)), ''])
  return { text, code: 0 }
}

/** The first that is not solved yet, behind the current one where there is one. */
const nextOf = (
  labs: readonly Lab[],
  environment: CommandParts['environment'],
): Lab | undefined => {
  const { current, labs: entries } = readProgress(environment)
  const at = labs.findIndex(({ name }) => name === current)
  const behind = [...labs.slice(at + 1), ...labs.slice(0, at + 1)]
  return behind.find(({ name }) => entries[name]?.solved === undefined)
}

/** Where one is at a lab of a class: the next of the class that is not solved. */
const nextInClass = (environment: CommandParts['environment']): string | undefined => {
  const { current = '', labs } = readProgress(environment)
  if (labs[current]?.class === undefined) return undefined
  const names = Object.keys(labs)
  const at = names.indexOf(current)
  return [...names.slice(at + 1), ...names.slice(0, at)].find(
    (name) => labs[name]?.class !== undefined && labs[name].solved === undefined,
  )
}

/** Throws UsageError, CommandError, LabProblem and FileError. */
export const startCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const [name] = line.words
  if (name === undefined) return nextCommand(line, parts)
  const { environment } = parts
  const language = languageOfLine(line, environment)
  const lab = readLab(folderOf(name, labsFolder(line.values['labs'])), language)
  requirePrograms(environment, ['kubectl', 'openssl'])
  const entry = await beginLab(lab, parts, wordingOf(language), line.values['dir'])
  return begun(line, lab, entry, language)
}

/** Begins the next unsolved lab, and ends the clusters of solved ones; undefined if all are solved. */
export const beginNext = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<{ readonly lab: Lab; readonly entry: LabEntry } | undefined> => {
  const { environment } = parts
  requirePrograms(environment, ['kubectl', 'openssl'])
  const language = languageOfLine(line, environment)
  const inClass = nextInClass(environment)
  if (inClass !== undefined) {
    writeProgress(environment, { ...readProgress(environment), current: inClass })
    return sessionOf({ ...line, words: [] }, environment)
  }
  const say = wordingOf(language)
  const lab = nextOf(readLabs(labsFolder(line.values['labs']), language), environment)
  if (lab !== undefined) parts.terminal.progress(shownLines([say.making(lab.name)]))
  await endSolved(parts)
  return lab && { lab, entry: await beginLab(lab, parts, say, line.values['dir']) }
}

export const nextCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const language = languageOfLine(line, parts.environment)
  const next = await beginNext(line, parts)
  if (next !== undefined) return begun(line, next.lab, next.entry, language)
  if (isForPrograms(line)) return { text: shownJson({ lab: null }), code: 0 }
  return { text: shownLines([wordingOf(language).allSolved, '']), code: 0 }
}

export const resetCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const session = sessionOf(line, parts.environment)
  const { lab, say } = session
  const anew = await beginAnew(session, parts)
  const language = languageOfLine(line, parts.environment)
  const result = begun(line, lab, anew, language)
  if (!isForPrograms(line)) parts.terminal.print(shownLines([say.kept(typed(anew.folder)), '', '']))
  return result
}
