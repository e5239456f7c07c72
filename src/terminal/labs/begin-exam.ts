/** Begins an exam: for each task a cluster, a text and a folder, and one kubeconfig that leads to all. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatTime } from '../../api/clock.ts'
import { shownLines } from '../../api/text/shown.ts'
import { systemClock } from '../../boot/system.ts'
import { checkLab } from '../../labs/check-lab.ts'
import type { Lab } from '../../labs/lab.ts'
import { joinedKubeconfig } from '../../labs/lab-kubeconfig.ts'
import type { LabServer } from '../../labs/lab-server.ts'
import { KUBECONFIG } from '../../labs/login.ts'
import { openPlace } from '../../labs/open-place.ts'
import { seedLab } from '../../labs/seed.ts'
import type { Wording } from '../../labs/wording.ts'
import type { CommandParts } from '../grammar/command.ts'
import { startServer, stopServer } from './detached.ts'
import { type ExamEntry, type ExamTask, readProgress, writeProgress } from './progress.ts'
import { emptyWorkFolder } from './work-folder.ts'

const OWNER_ONLY = 0o600
const MINUTE_MS = 60_000

const now = (): number => systemClock.now()

/** By which name the cluster of a task runs: `csrlab list` has it as `lab-exam-1`. */
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
): Promise<{ readonly name: string; readonly server: LabServer; readonly task: ExamTask }> => {
  const server = await startServer({ ...lab, name: serverName(name) }, parts)
  const folder = join(examFolder, name)
  mkdirSync(folder)
  writeFileSync(
    join(examFolder, `${name}.md`),
    shownLines([`# ${lab.title}`, '', ...lab.task.split('\n')]),
  )
  const seededBytes = await seedLab(lab, server, folder, now)
  const place = openPlace({ server, folder, seededBytes, say, now })
  try {
    const checked = await checkLab(lab, place)
    const trueAtStart = checked
      .filter(({ finding }) => finding === undefined)
      .map(({ outcome }) => outcome.id)
    const task = { name, lab: lab.folder, points: lab.points ?? 0, seededBytes, trueAtStart }
    return { name, server, task }
  } finally {
    place.close()
  }
}

/**
 * The clock begins once everything is there. `folder`: absolute. Throws CommandError, LabProblem and FileError; then no cluster is
 * left.
 */
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
    const begun: Awaited<ReturnType<typeof beginTask>>[] = []
    for (const [at, lab] of labs.entries()) {
      terminal.progress(shownLines([`making the cluster of task ${at + 1} of ${labs.length}`]))
      begun.push(await beginTask(lab, names[at]!, folder, parts, say))
    }
    writeFileSync(join(folder, KUBECONFIG), joinedKubeconfig(begun))
    chmodSync(join(folder, KUBECONFIG), OWNER_ONLY)
    const started = now()
    const exam: ExamEntry = {
      seed,
      minutes,
      folder,
      started: formatTime(started),
      ...(!isPractice && { deadline: formatTime(started + minutes * MINUTE_MS) }),
      tasks: begun.map(({ task }) => task),
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
