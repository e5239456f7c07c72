/** The clock of an exam, which scores it at the deadline. */
import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { type ExamEntry, readProgress } from './progress.ts'

const INTERVAL_MS = 500
/** How late the waiting process may notice the deadline. */
const GRACE_MS = 2 * INTERVAL_MS

/** The exam as it stands now; undefined if another one has begun. */
export const sameExam = (
  environment: CommandParts['environment'],
  { started }: ExamEntry,
): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.started === started ? exam : undefined
}

export const isInTime = ({ deadline }: Pick<ExamEntry, 'deadline'>, now: number): boolean =>
  deadline === undefined || now <= Date.parse(deadline) + GRACE_MS

/** Starts a process that scores the exam at its deadline; it ends when the exam does. */
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
  // without it, finish has to be typed in time
  child.on('error', () => undefined)
  child.unref()
}

/** Resolves at the deadline, or once the exam is finished. */
export const waitForDeadline = async (
  exam: ExamEntry,
  say: Wording,
  { environment, terminal }: CommandParts,
): Promise<void> => {
  try {
    for (;;) {
      const still = sameExam(environment, exam)
      if (still?.deadline === undefined || still.finished !== undefined) return
      const left = Date.parse(still.deadline) - systemClock.now()
      if (left <= 0) return
      const seconds = Math.ceil(left / 1000)
      terminal.progress(shownLines([say.timeLeft(Math.floor(seconds / 60), seconds % 60)]))
      await setTimeout(Math.min(left, INTERVAL_MS))
    }
  } finally {
    terminal.progress(undefined)
  }
}
