/** Starts an exam: a cluster, a folder and a text for each task. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import type { CommandContext, Environment } from '../kit/index.ts'
import { beginOn } from './check-server.ts'
import { startServer, stopServer } from './detached.ts'
import { type ExamEntry, type ExamTask, readProgress, changeProgress } from './progress.ts'
import { cdLines } from './texts.ts'
import { emptyWorkFolder } from './work-folder.ts'

const MINUTE_MS = 60_000

/** `exam-1` for `task-1`; `csrlab list` shows the cluster as `lab-exam-1`. */
export const serverName = (task: string): string => task.replace('task', 'exam')

export const endTasks = async (
  names: readonly string[],
  environment: Environment,
): Promise<void> => {
  for (const name of names) await stopServer(serverName(name), environment)
}

const beginTask = async (
  lab: Lab,
  name: string,
  examFolder: string,
  context: CommandContext,
): Promise<ExamTask> => {
  const cluster = { ...lab.seed.cluster, hints: false as const }
  const given = { ...lab, name: serverName(name), seed: { ...lab.seed, cluster } }
  const server = await startServer(given, context)
  const folder = join(examFolder, name)
  mkdirSync(folder)
  const begun = await beginOn(lab, server, folder)
  const text = [`# ${lab.title}`, '', ...cdLines(folder), '', ...lab.task.split('\n')]
  writeFileSync(join(folder, 'TASK.md'), shownLines(text))
  return { name, lab: lab.folder, points: lab.points ?? 0, ...begun }
}

/**
 * The exam's time begins when all clusters run. Rejects with CommandError, LabProblem or FileError,
 * after it has stopped the clusters that it started.
 */
export const beginExam = async (
  labs: readonly Lab[],
  {
    seed,
    minutes,
    folder,
    isPractice,
  }: Pick<ExamEntry, 'seed' | 'minutes' | 'folder'> & { readonly isPractice: boolean },
  context: CommandContext,
): Promise<ExamEntry> => {
  const { environment, terminal } = context
  const names = labs.map((_lab, at) => `task-${at + 1}`)
  const { exam: before } = readProgress(environment)
  emptyWorkFolder(folder, before?.folder === folder)
  // if this start fails, or the exam is finished before it has begun, no older score is printed;
  // the entry itself still tells that the folder is ours
  if (before !== undefined) changeProgress(environment, { exam: { ...before, result: undefined } })
  await endTasks(names, environment)
  try {
    const tasks: ExamTask[] = []
    for (const [at, lab] of labs.entries()) {
      terminal.progress(wordingOf(context.language).making(`task-${at + 1} / ${labs.length}`))
      tasks.push(await beginTask(lab, names[at]!, folder, context))
    }
    const started = systemClock.now()
    const exam: ExamEntry = {
      seed,
      minutes,
      folder,
      started: formatTime(started),
      ...(!isPractice && { deadline: formatTime(started + minutes * MINUTE_MS) }),
      tasks,
    }
    changeProgress(environment, { exam })
    return exam
  } catch (error) {
    await endTasks(names, environment)
    throw error
  } finally {
    terminal.progress(undefined)
  }
}
