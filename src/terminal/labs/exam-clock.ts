/** The clock of an exam: who scores it, and when. */
import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../api/text/shown.ts'
import { systemClock } from '../../boot/system.ts'
import type { Wording } from '../../labs/wording.ts'
import { isAlive } from '../clusters/serving.ts'
import type { CommandParts } from '../grammar/command.ts'
import { type ExamEntry, noteExam, readProgress } from './progress.ts'

type Environment = CommandParts['environment']

const INTERVAL_MS = 500
/** As late the process that waits may notice it. */
const GRACE_MS = 2 * INTERVAL_MS
/** Scoring takes a second or two. */
const TRIES = 120

const sameExam = (environment: Environment, { started }: ExamEntry): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.started === started ? exam : undefined
}

export const isInTime = ({ deadline }: Pick<ExamEntry, 'deadline'>, now: number): boolean =>
  deadline === undefined || now <= Date.parse(deadline) + GRACE_MS

/** A process that scores the exam when its time is over; it ends by itself when the exam does. */
export const startClock = (
  { folder }: ExamEntry,
  language: string,
  { process: self, environment }: CommandParts,
): void => {
  const [program = '', ...first] = self.self
  const child = spawn(
    program,
    [...first, 'lab', 'exam', 'finish', '--wait', '--json', `--lang=${language}`],
    { cwd: folder, detached: true, stdio: 'ignore', env: environment },
  )
  // then finish has to come in time
  child.on('error', () => undefined)
  child.unref()
}

/** Resolves at the deadline with the exam as it stands then; with undefined where somebody else scores it, or has. */
export const waitForDeadline = async (
  exam: ExamEntry,
  say: Wording,
  { environment, terminal }: CommandParts,
): Promise<ExamEntry | undefined> => {
  try {
    for (;;) {
      const still = sameExam(environment, exam)
      if (still?.deadline === undefined || still.scorer !== undefined) return undefined
      if (still.finished !== undefined) return undefined
      const left = Date.parse(still.deadline) - systemClock.now()
      if (left <= 0) return still
      const seconds = Math.ceil(left / 1000)
      terminal.progress(shownLines([say.timeLeft(Math.floor(seconds / 60), seconds % 60)]))
      await setTimeout(Math.min(left, INTERVAL_MS))
    }
  } finally {
    terminal.progress(undefined)
  }
}

/** Resolves when nobody else scores the exam any more; what has come of it is in the progress then. */
export const waitForScorer = async (
  exam: ExamEntry,
  environment: Environment,
): Promise<ExamEntry | undefined> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const still = sameExam(environment, exam)
    const { scorer, finished } = still ?? {}
    if (finished !== undefined || scorer === undefined || !isAlive(scorer)) return still
    await setTimeout(INTERVAL_MS)
  }
  // the number may be another process's by now
  return sameExam(environment, exam)
}

/** From now on it is this process that scores it. Throws FileError. */
export const claimScoring = (environment: Environment, pid: number): void =>
  noteExam(environment, { scorer: pid })
