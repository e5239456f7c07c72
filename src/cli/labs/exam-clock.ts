/** Scores an exam at its deadline, in a separate process. */
import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../server/system.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { CommandContext, Environment } from '../kit/index.ts'
import { timeLeftText } from './exam-texts.ts'
import { type ExamEntry, readProgress } from './progress.ts'

const INTERVAL_MS = 500
/** The waiting process may notice the deadline this late. */
const GRACE_MS = 2 * INTERVAL_MS

/** Reads the exam's entry again; returns undefined if it is missing or another exam has begun. */
export const sameExam = (
  environment: Environment,
  { started }: ExamEntry,
): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.started === started ? exam : undefined
}

export const isInTime = ({ deadline }: Pick<ExamEntry, 'deadline'>, now: number): boolean =>
  deadline === undefined || now <= Date.parse(deadline) + GRACE_MS

/** Starts a process that scores the exam at its deadline. */
export const startClock = (
  { folder }: ExamEntry,
  language: string,
  { process: self, environment }: CommandContext,
): void => {
  const [program = '', ...first] = self.self
  const child = spawn(
    program,
    [...first, 'lab', 'exam', 'finish', '--wait', '--json', `--lang=${language}`],
    { cwd: folder, detached: true, stdio: 'ignore', env: environment },
  )
  // without that process, the learner can still run `lab exam finish` in time
  child.on('error', () => undefined)
  child.unref()
}

/** Resolves at the deadline, or once the exam is finished or replaced. */
export const waitForDeadline = async (
  exam: ExamEntry,
  say: Wording,
  { environment, terminal }: CommandContext,
): Promise<void> => {
  try {
    for (;;) {
      const still = sameExam(environment, exam)
      if (still?.deadline === undefined || still.finished !== undefined) return
      const left = Date.parse(still.deadline) - systemClock.now()
      if (left <= 0) return
      terminal.progress(timeLeftText(Math.ceil(left / 1000), say))
      await setTimeout(Math.min(left, INTERVAL_MS))
    }
  } finally {
    terminal.progress(undefined)
  }
}
