/** `csrlab lab exam finish`: scores an exam, and ends its clusters. */
import { join } from 'node:path'
import { formatTime } from '../../api/clock.ts'
import { shownJson, shownLines } from '../../api/text/shown.ts'
import { systemClock } from '../../boot/system.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../../doctor/command-line.ts'
import { type Checked, checkLab } from '../../labs/check-lab.ts'
import { NoAnswer } from '../../labs/client.ts'
import type { Lab } from '../../labs/lab.ts'
import { openPlace } from '../../labs/open-place.ts'
import { readLab } from '../../labs/read-lab.ts'
import { type ScoredTask, scoreOutcomes, sum, tenths } from '../../labs/score-exam.ts'
import { type Wording, wordingOf } from '../../labs/wording.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import type { CommandParts } from '../grammar/command.ts'
import { endExam, serverName } from './begin-exam.ts'
import { runningServer } from './detached.ts'
import { examGoingOn } from './exam-going-on.ts'
import { scoreLines } from './exam-texts.ts'
import { type ExamEntry, type ExamTask, readProgress, writeProgress } from './progress.ts'
import { languageOfLine } from './session.ts'

type Environment = CommandParts['environment']

const MINUTE_MS = 60_000

/** Where a cluster is gone, so is what was done in it. */
const checkTask = async (
  lab: Lab,
  { name, seededBytes }: ExamTask,
  examFolder: string,
  say: Wording,
  environment: Environment,
): Promise<Checked[]> => {
  const server = await runningServer(environment, serverName(name))
  const gone = (is: string): Checked[] =>
    lab.outcomes.map((outcome) => ({ outcome, finding: { is, wanted: say.examRuns(name) } }))
  if (server === undefined) return gone(say.examStopped(name))
  const folder = join(examFolder, name)
  const place = openPlace({ server, folder, seededBytes, say, now: () => systemClock.now() })
  try {
    return await checkLab(lab, place)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return gone(error.message)
  } finally {
    place.close()
  }
}

const scoreTasks = async (
  { tasks, folder }: ExamEntry,
  language: string,
  environment: Environment,
): Promise<ScoredTask[]> => {
  const scored: ScoredTask[] = []
  for (const task of tasks) {
    const lab = readLab(task.lab, language)
    const checked = await checkTask(lab, task, folder, wordingOf(language), environment)
    const outcomes = scoreOutcomes(checked, task.points, task.trueAtStart)
    const { name, points } = task
    const score = sum(outcomes.map((one) => one.score))
    scored.push({ name, lab: lab.name, title: lab.title, score, points, outcomes })
  }
  return scored
}

/** For programs: points in tenths. */
const rounded = (tasks: readonly ScoredTask[]): ScoredTask[] =>
  tasks.map((task) => ({
    ...task,
    score: tenths(task.score),
    outcomes: task.outcomes.map((outcome) => ({
      ...outcome,
      score: tenths(outcome.score),
      points: tenths(outcome.points),
    })),
  }))

const withoutPoints = (tasks: readonly ScoredTask[]): ScoredTask[] =>
  tasks.map((task) => ({
    ...task,
    score: 0,
    outcomes: task.outcomes.map((outcome) => ({ ...outcome, score: 0 })),
  }))

/** Ends with 0 where all is there and in time, else with 1. Throws CommandError and LabProblem. */
export const finishCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { environment } = parts
  const exam = examGoingOn(environment)
  if (exam === undefined) throw new CommandError('no exam is going on; csrlab lab exam begins one')
  const language = languageOfLine(line, environment)
  const say = wordingOf(language)
  const finished = systemClock.now()
  const { deadline, started, seed } = exam
  const isInTime = deadline === undefined || finished <= Date.parse(deadline)
  const found = await scoreTasks(exam, language, environment)
  const tasks = isInTime ? found : withoutPoints(found)
  await endExam(exam.tasks, parts)
  writeProgress(environment, {
    ...readProgress(environment),
    exam: { ...exam, finished: formatTime(finished) },
  })
  const score = tenths(sum(tasks.map((task) => task.score)))
  const points = sum(tasks.map((task) => task.points))
  const code = score === points ? 0 : 1
  if (isForPrograms(line))
    return {
      text: shownJson({ seed, inTime: isInTime, score, points, tasks: rounded(tasks) }),
      code,
    }
  const took = Math.ceil((finished - Date.parse(started)) / MINUTE_MS)
  const last = isInTime ? say.examTook(took) : say.examTooLate
  return { text: shownLines([...scoreLines(tasks, say), last, '']), code }
}
