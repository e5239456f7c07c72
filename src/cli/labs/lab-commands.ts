import { relative } from 'node:path'
import { finalOutcome, isSolved } from '../../teaching/labs/check-lab.ts'
import { hintsFor, nextHint } from '../../teaching/labs/hint-for.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import { type CommandContext, type CommandLine, confirm, type Run } from '../kit/index.ts'
import { beginLab } from './begin.ts'
import { checkedOutcomes, checkOnce } from './check-session.ts'
import { stopServer } from './detached.ts'
import { folderOf, readLabs } from './find-labs.ts'
import { requirePrograms } from './programs.ts'
import {
  classLabs,
  currentLab,
  enterLabs,
  noteLab,
  type Progress,
  readProgress,
  refuseInExam,
} from './progress.ts'
import { type LabSession, sessionOf } from './session.ts'
import { startOver } from './start-over.ts'
import {
  checkLines,
  hintLines,
  labLine,
  solutionLines,
  solvedLines,
  unmetLines,
  wholeTaskLines,
} from './texts.ts'

/** Returns a folder as the user would type it. */
export const typedPath = (folder: string): string => {
  const short = relative('.', folder)
  return short === '' || short.startsWith('..') ? folder : short
}

const started = ({ lab, entry: { folder }, say }: LabSession) => ({
  json: { lab: lab.name, folder, kubeconfig: `${folder}/kubeconfig`, task: lab.task },
  lines: wholeTaskLines(lab, typedPath(folder), say),
})

/** Returns the next unsolved lab after the current one. The first lab follows the last one. */
const nextOf = (names: readonly string[], progress: Progress): string | undefined => {
  const { labs } = progress
  const at = names.indexOf(currentLab(progress) ?? '')
  const order = [...names.slice(at + 1), ...names.slice(0, at + 1)]
  return order.find((name) => labs[name]?.solved === undefined)
}

export const startCommand: Run = async (line, context) => {
  const [name] = line.words
  if (name === undefined) return nextCommand(line, context)
  const { environment, language } = context
  const lab = readLab(folderOf(name, line.values['labs']), language)
  requirePrograms(environment)
  return started(await beginLab(lab, context, line.values['dir']))
}

/**
 * In a class, makes the next unsolved lab the current one. Outside a class, or if all labs of the
 * class are solved, stops this machine's clusters of solved labs, and starts the next unsolved lab.
 */
export const beginNext = async (
  line: CommandLine,
  context: CommandContext,
): Promise<LabSession | undefined> => {
  const { environment, language } = context
  requirePrograms(environment)
  const progress = readProgress(environment)
  const inClass = nextOf(classLabs(progress) ?? [], progress)
  if (inClass !== undefined) {
    enterLabs(environment, inClass, {})
    return sessionOf({ ...line, words: [inClass] }, context)
  }
  const labs = readLabs(line, language)
  const name = nextOf(
    labs.map((lab) => lab.name),
    progress,
  )
  if (name !== undefined) context.terminal.progress(wordingOf(language).making(name))
  for (const [ended, entry] of Object.entries(progress.labs))
    if (entry.solved !== undefined && entry.class === undefined)
      await stopServer(ended, environment)
  const lab = labs.find((one) => one.name === name)
  return lab && beginLab(lab, context, line.values['dir'])
}

export const nextCommand: Run = async (line, context) => {
  const next = await beginNext(line, context)
  return next === undefined
    ? { json: { lab: null }, lines: [wordingOf(context.language).allSolved] }
    : started(next)
}

export const resetCommand: Run = async (line, context) => {
  const session = await startOver(sessionOf(line, context), context)
  const { entry, say } = session
  const { json, lines } = started(session)
  return { json, lines: [...lines, '', say.kept(typedPath(entry.folder))] }
}

/** Prints what `lab start` printed. Needs no running cluster. */
export const taskCommand: Run = (line, context) => started(sessionOf(line, context))

export const checkCommand: Run = async (line, context) => {
  const session = sessionOf(line, context)
  const { lab, say } = session
  const checked = await checkOnce(session, context)
  const solved = isSolved(checked)
  return {
    json: { lab: lab.name, solved, outcomes: checkedOutcomes(checked) },
    lines: [
      labLine(lab),
      '',
      ...checkLines(checked, say),
      ...(solved ? ['', ...solvedLines(lab, say, say.goOn)] : []),
    ],
    code: solved ? 0 : 1,
  }
}

interface PrintedHint {
  readonly lab: Lab
  readonly json: object
  readonly lines: readonly string[]
}

/** Gives the next hint; says so if the lab is solved, or must be started over. */
export const giveHint = async (
  line: CommandLine,
  context: CommandContext,
): Promise<PrintedHint> => {
  const { environment } = context
  refuseInExam(environment)
  const session = sessionOf(line, context)
  const { lab, entry, say } = session
  const checked = await checkOnce(session, context)
  const lost = finalOutcome(checked)
  if (lost !== undefined) {
    const { is = '' } = lost.finding ?? {}
    const json = { lab: lab.name, outcome: lost.outcome.id, number: null, hint: is }
    return { lab, json, lines: unmetLines(lost, say) }
  }
  const hint = nextHint(checked, entry.hint)
  const outcome = lab.outcomes.find(({ id }) => id === hint?.outcome)
  if (hint === undefined || outcome === undefined)
    return { lab, json: { lab: lab.name, outcome: null }, lines: [say.solved] }
  noteLab(environment, lab.name, { hints: entry.hints + 1, hint })
  const text = hintsFor(lab, outcome)[hint.number - 1]
  return {
    lab,
    json: { lab: lab.name, ...hint, hint: text },
    lines: hintLines(lab, hint, say, say.noMoreHints),
  }
}

export const hintCommand: Run = async (line, context) => {
  const { lab, json, lines } = await giveHint(line, context)
  return { json, lines: [labLine(lab), '', ...lines] }
}

export const solutionCommand: Run = async (line, context) => {
  refuseInExam(context.environment)
  const { lab, say } = sessionOf(line, context)
  if (!(await confirm(line, context.terminal, say.askSolution, 'show the solution')))
    return { lines: [say.notShown], code: 1 }
  const { name, solution, explain } = lab
  return { json: { lab: name, solution, explain }, lines: solutionLines(lab) }
}
