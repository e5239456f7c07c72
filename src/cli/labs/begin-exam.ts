/** Begins an exam: a cluster and a folder with a text for each task. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import { checkLab } from '../../teaching/labs/check-lab.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { openPlace } from '../../teaching/labs/open-place.ts'
import { seedLab } from '../../teaching/labs/seed.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { startServer, stopServer } from './detached.ts'
import { type ExamEntry, type ExamTask, readProgress, writeProgress } from './progress.ts'
import { cdLines } from './texts.ts'
import { emptyWorkFolder } from './work-folder.ts'

const MINUTE_MS = 60_000

const now = (): number => systemClock.now()

/** The name of a task's cluster: `csrlab list` has it as `lab-exam-1`. */
export const serverName = (task: string): string => task.replace('task', 'exam')

/** Ends the clusters of an exam; its working folder stays. Throws CommandError. */
export const endExam = async (
  tasks: readonly Pick<ExamTask, 'name'>[],
  parts: CommandParts,
): Promise<void> => {
  for (const { name } of tasks) await stopServer(serverName(name), parts)
}

const beginTask = async (
  lab: Lab,
  name: string,
  examFolder: string,
  parts: CommandParts,
  say: Wording,
): Promise<ExamTask> => {
  const cluster = { ...lab.seed.cluster, hints: false as const }
  const given = { ...lab, name: serverName(name), seed: { ...lab.seed, cluster } }
  const server = await startServer(given, parts)
  const folder = join(examFolder, name)
  mkdirSync(folder)
  const seededBytes = await seedLab(lab, server, folder, now)
  const text = [`# ${lab.title}`, '', ...cdLines(folder), '', ...lab.task.split('\n')]
  writeFileSync(join(folder, 'task.md'), shownLines(text))
  const place = openPlace({ server, folder, seededBytes, say, now })
  try {
    const checked = await checkLab(lab, place)
    const trueAtStart = checked
      .filter(({ finding }) => finding === undefined)
      .map(({ outcome }) => outcome.id)
    return { name, lab: lab.folder, points: lab.points ?? 0, seededBytes, trueAtStart }
  } finally {
    place.close()
  }
}

/** The clock begins once all clusters run. `folder`: absolute. Throws CommandError, LabProblem and FileError; then no cluster is left. */
export const beginExam = async (
  labs: readonly Lab[],
  {
    seed,
    minutes,
    folder,
    isPractice,
    say,
  }: Pick<ExamEntry, 'seed' | 'minutes' | 'folder'> & {
    readonly isPractice: boolean
    readonly say: Wording
  },
  parts: CommandParts,
): Promise<ExamEntry> => {
  const { environment, terminal } = parts
  const names = labs.map((_lab, at) => `task-${at + 1}`)
  emptyWorkFolder(folder, readProgress(environment).exam?.folder === folder)
  await endExam(
    names.map((name) => ({ name })),
    parts,
  )
  try {
    const tasks: ExamTask[] = []
    for (const [at, lab] of labs.entries()) {
      terminal.progress(shownLines([say.making(`task-${at + 1} / ${labs.length}`)]))
      tasks.push(await beginTask(lab, names[at]!, folder, parts, say))
    }
    const started = now()
    const exam: ExamEntry = {
      seed,
      minutes,
      folder,
      started: formatTime(started),
      ...(!isPractice && { deadline: formatTime(started + minutes * MINUTE_MS) }),
      tasks,
    }
    writeProgress(environment, { ...readProgress(environment), exam })
    return exam
  } catch (error) {
    await endExam(
      names.map((name) => ({ name })),
      parts,
    )
    throw error
  } finally {
    terminal.progress(undefined)
  }
}
