/** `csrlab lab exam` and `csrlab lab exam finish`. */
import { resolve } from 'node:path'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import { drawExam } from '../../teaching/labs/draw-exam.ts'
import { labsFolder } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { sum } from '../../teaching/labs/score-exam.ts'
import { type Wording, wordingOf } from '../../teaching/labs/wording.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { beginExam } from './begin-exam.ts'
import { startClock } from './exam-clock.ts'
import { examGoingOn } from './exam-going-on.ts'
import { examLines } from './exam-texts.ts'
import { readLabs } from './find-labs.ts'
import { typed } from './lab-commands.ts'
import { requirePrograms } from './programs.ts'
import { type ExamEntry, readProgress } from './progress.ts'
import { languageOfLine } from './session.ts'

const FOLDER = 'lab-exam'
/** Seeds are drawn below this: short enough to be told to others. */
const SEEDS = 10_000

/** A whole number from `least` on. Throws UsageError. */
const wholeNumber = ({ values }: CommandLine, name: string, least: number): number | undefined => {
  const text = values[name]
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least) return number
  throw new UsageError(
    `--${name} ${JSON.stringify(text)} is no whole number from ${least} on, such as 60`,
  )
}

const told = (
  exam: ExamEntry,
  labs: readonly Lab[],
  line: CommandLine,
  say: Wording,
): CommandResult => {
  if (!isForPrograms(line)) {
    const lines = examLines(exam, labs, typed(exam.folder), say, systemClock.now())
    return { text: shownLines([...lines, '']), code: 0 }
  }
  const { seed, minutes, folder, started, deadline } = exam
  const tasks = exam.tasks.map(({ name, points }, at) => {
    const { name: lab = '', title = '', task = '' } = labs[at] ?? {}
    return { name, lab, title, points, folder: `${folder}/${name}`, task }
  })
  return { text: shownJson({ seed, minutes, folder, started, deadline, tasks }), code: 0 }
}

const BEGINNING = ['minutes', 'seed', 'practice', 'dir', 'labs']

/** Begins an exam, or shows the one that is going on. Throws UsageError, CommandError, LabProblem and FileError. */
export const examCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { environment, entropy } = parts
  const language = languageOfLine(line, environment)
  const say = wordingOf(language)
  const minutes = wholeNumber(line, 'minutes', 1)
  const seed = wholeNumber(line, 'seed', 0) ?? entropy.bytes(4).readUInt32BE() % SEEDS
  const before = examGoingOn(environment)
  if (before !== undefined) {
    if (!BEGINNING.some((name) => line.given.has(name)))
      return told(
        before,
        before.tasks.map(({ lab }) => readLab(lab, language)),
        line,
        say,
      )
    throw new CommandError('an exam is going on; csrlab lab exam finish ends it')
  }
  requirePrograms(environment, ['kubectl', 'openssl'])
  const all = readLabs(labsFolder(line.values['labs']), language)
  const entries = readProgress(environment).labs
  const solved = new Set(Object.keys(entries).filter((name) => entries[name]?.solved !== undefined))
  const labs = drawExam(all, { seed, minutes, solved })
  if (labs.length === 0)
    throw new CommandError(
      minutes === undefined
        ? 'no lab of this folder is for exams: none has exam.points'
        : `no lab of an exam takes ${minutes} minutes or less; give it more with --minutes`,
    )
  const exam = await beginExam(
    labs,
    {
      seed,
      minutes: minutes ?? sum(labs.map((lab) => lab.minutes)),
      folder: resolve(line.values['dir'] ?? FOLDER),
      isPractice: line.switches['practice'] === true,
      say,
    },
    parts,
  )
  if (exam.deadline !== undefined) startClock(exam, language, parts)
  return told(exam, labs, line, say)
}
