import { resolve } from 'node:path'
import { systemClock } from '../../server/system.ts'
import { drawExam } from '../../teaching/labs/draw-exam.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { sum } from '../../teaching/labs/score-exam.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import { CommandError, type CommandResult, numberOf, type Run } from '../kit/index.ts'
import { beginExam } from './begin-exam.ts'
import { startClock } from './exam-clock.ts'
import { examLines } from './exam-texts.ts'
import { readLabs } from './find-labs.ts'
import { typedPath } from './lab-commands.ts'
import { requirePrograms } from './programs.ts'
import { type ExamEntry, examGoingOn, readProgress } from './progress.ts'

const FOLDER = 'lab-exam'
/** Random seeds are below this number, so that people can easily pass them on. */
const SEEDS = 10_000

const examResult = (exam: ExamEntry, language: string): CommandResult => {
  const { seed, minutes, folder, started, deadline } = exam
  const tasks = exam.tasks.map(({ name, lab: labFolder, points }) => {
    const { name: lab, title, task } = readLab(labFolder, language)
    return { name, lab, title, points, folder: `${folder}/${name}`, task }
  })
  return {
    json: { seed, minutes, folder, started, deadline, tasks },
    lines: examLines(exam, tasks, typedPath(folder), wordingOf(language), systemClock.now()),
  }
}

const BEGINNING = ['minutes', 'seed', 'practice', 'dir', 'labs']

export const examCommand: Run = async (line, context) => {
  const { environment, entropy, language } = context
  const minutes = numberOf(line, 'minutes')
  const seed = numberOf(line, 'seed', { least: 0 }) ?? entropy.bytes(4).readUInt32BE() % SEEDS
  const before = examGoingOn(environment)
  if (before !== undefined) {
    if (!BEGINNING.some((name) => line.given.has(name))) return examResult(before, language)
    throw new CommandError('an exam is in progress; csrlab lab exam finish ends it')
  }
  requirePrograms(environment)
  const all = readLabs(line, language)
  const entries = readProgress(environment).labs
  const solved = new Set(Object.keys(entries).filter((name) => entries[name]?.solved !== undefined))
  const labs = drawExam(all, { seed, minutes, solved })
  if (labs.length === 0)
    throw new CommandError(
      minutes === undefined
        ? 'no lab in this folder is for exams: none has exam.points'
        : `no exam lab takes ${minutes} minutes or less; increase --minutes`,
    )
  const exam = await beginExam(
    labs,
    {
      seed,
      minutes: minutes ?? sum(labs.map((lab) => lab.minutes)),
      folder: resolve(line.values['dir'] ?? FOLDER),
      isPractice: line.switches['practice'] === true,
    },
    context,
  )
  if (exam.deadline !== undefined) startClock(exam, language, context)
  return examResult(exam, language)
}
