import { join } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { systemClock } from '../../server/system.ts'
import type { Checked } from '../../teaching/labs/check-lab.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { type ScoredTask, scoreOutcomes, sum, tenths } from '../../teaching/labs/score-exam.ts'
import { type Wording, wordingOf } from '../../teaching/labs/wording.ts'
import {
  type CommandContext,
  CommandError,
  type CommandResult,
  type Environment,
  type Run,
} from '../kit/index.ts'
import { endTasks, serverName } from './begin-exam.ts'
import { checkServer } from './check-server.ts'
import { runningServer } from './detached.ts'
import { isInTime, sameExam, waitForDeadline } from './exam-clock.ts'
import { PASS_MARK, scoreLines, scoreOf } from './exam-texts.ts'
import { type ExamEntry, type ExamTask, changeProgress, readProgress } from './progress.ts'

type ExamContext = Pick<CommandContext, 'environment' | 'language'>

const MINUTE_MS = 60_000

/** If the cluster is gone, no outcome is met. */
const checkTask = async (
  lab: Lab,
  { name, seededBytes }: ExamTask,
  examFolder: string,
  { environment, language }: ExamContext,
): Promise<Checked[]> => {
  const say = wordingOf(language)
  const server = await runningServer(environment, serverName(name))
  const gone = (is: string): Checked[] =>
    lab.outcomes.map((outcome) => ({ outcome, finding: { is, wanted: say.examRuns(name) } }))
  if (server === undefined) return gone(say.examStopped(name))
  const folder = join(examFolder, name)
  try {
    return await checkServer(lab, { server, folder, seededBytes, say })
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error
    // a server that is about to end answers 500
    if (error instanceof RequestRefused && error.code < 500)
      throw new CommandError(`the cluster of ${name} refuses the check: ${error.message}`, 3)
    return gone(error.message)
  }
}

const scoreTasks = async (
  { tasks, folder }: ExamEntry,
  inTime: boolean,
  context: ExamContext,
): Promise<ScoredTask[]> => {
  const scored: ScoredTask[] = []
  for (const task of tasks) {
    const lab = readLab(task.lab, context.language)
    const checked = await checkTask(lab, task, folder, context)
    // after the deadline, all outcomes count as met at the start, and score nothing
    const before = inTime ? task.trueAtStart : lab.outcomes.map(({ id }) => id)
    const outcomes = scoreOutcomes(checked, task.points, before)
    const { name, points } = task
    const score = tenths(sum(outcomes.map((one) => one.score)))
    scored.push({ name, lab: lab.name, title: lab.title, score, points, outcomes })
  }
  return scored
}

/** Reads the exam's entry again. Throws CommandError if another exam replaces it. */
const entryOf = (environment: Environment, exam: ExamEntry): ExamEntry => {
  const entry = sameExam(environment, exam)
  if (entry !== undefined && (entry.finished === undefined || entry.result !== undefined))
    return entry
  throw new CommandError(
    'there is no score: another exam has begun since; csrlab lab exam shows it, or starts one',
  )
}

/**
 * Scores an exam. Saves the score and stops the clusters, unless another process has done so.
 * Throws CommandError, LabProblem and FileError.
 */
const finish = async (exam: ExamEntry, context: ExamContext): Promise<ExamEntry> => {
  const { environment } = context
  const now = systemClock.now()
  const inTime = isInTime(exam, now)
  const tasks = await scoreTasks(exam, inTime, context)
  const scored = { ...exam, finished: formatTime(now), result: { inTime, tasks } }
  // if another exam has begun, the clusters, and so the outcomes, are those of that exam
  const still = entryOf(environment, exam)
  if (still.finished !== undefined) return still
  changeProgress(environment, { exam: scored })
  await endTasks(
    tasks.map(({ name }) => name),
    environment,
  )
  return scored
}

const scoreResult = (exam: ExamEntry, say: Wording): CommandResult => {
  const { seed, minutes, started, finished } = exam
  const { inTime, tasks } = exam.result!
  const total = scoreOf(tasks)
  const took = Math.ceil((Date.parse(finished!) - Date.parse(started)) / MINUTE_MS)
  const last = inTime ? say.examTook(took) : say.examTooLate
  return {
    json: { seed, inTime, ...total, passMark: PASS_MARK, tasks },
    lines: [say.examHead(tasks.length, minutes, seed), '', ...scoreLines(tasks, say), last],
    code: total.passed ? 0 : 1,
  }
}

/** Scores the current exam, or prints the score of the last one again. */
export const finishCommand: Run = async (line, context) => {
  const { environment, language } = context
  const say = wordingOf(language)
  const { exam } = readProgress(environment)
  if (exam === undefined)
    throw new CommandError('no exam has been started; csrlab lab exam starts one')
  if (line.switches['wait'] === true && exam.finished === undefined) {
    if (exam.deadline === undefined)
      throw new CommandError('this exam has no time limit; csrlab lab exam finish scores it')
    await waitForDeadline(exam, say, context)
  }
  const still = entryOf(environment, exam)
  const scored = still.finished === undefined ? await finish(still, context) : still
  return scoreResult(scored, say)
}
