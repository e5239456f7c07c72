import { basename, join, sep } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import type { LabBundle } from '../../hosting/class/bundle.ts'
import type { Desk } from '../../hosting/class/join.ts'
import { keepPrivateFile } from '../../server/files.ts'
import { systemClock } from '../../server/system.ts'
import { labFolders } from '../../teaching/labs/folders.ts'
import type { GivenHint } from '../../teaching/labs/hint-for.ts'
import type { ScoredTask } from '../../teaching/labs/score-exam.ts'
import { CommandError, type Environment, readJson, realPath } from '../kit/index.ts'
import { labsHome } from './lab-files.ts'

export interface LabEntry {
  /** absolute */
  readonly lab: string
  /** absolute */
  readonly folder: string
  /** RFC 3339 */
  readonly started: string
  /** RFC 3339; undefined: not yet */
  readonly solved?: string
  /** number of hints given since the start */
  readonly hints: number
  readonly hint?: GivenHint | undefined
  /** length of the audit log before the learner's first request */
  readonly seededBytes: number
  /** undefined: the lab runs in the learner's own cluster */
  readonly class?: ClassEntry
}

/** A lab whose cluster runs on the teacher's machine. */
interface ClassEntry {
  readonly desk: Desk
  readonly server: LabBundle['server']
}

export interface ExamTask {
  /** `task-1` */
  readonly name: string
  /** folder of the lab, absolute */
  readonly lab: string
  readonly points: number
  readonly seededBytes: number
  /** ids of the outcomes that were met at the start */
  readonly trueAtStart: readonly string[]
}

interface ExamResult {
  readonly inTime: boolean
  readonly tasks: readonly ScoredTask[]
}

export interface ExamEntry {
  readonly seed: number
  readonly minutes: number
  /** absolute */
  readonly folder: string
  /** RFC 3339 */
  readonly started: string
  /** RFC 3339; undefined: no time limit */
  readonly deadline?: string
  /** RFC 3339; undefined: in progress */
  readonly finished?: string
  /** undefined: in progress, or dropped since the next exam is beginning */
  readonly result?: ExamResult | undefined
  readonly tasks: readonly ExamTask[]
}

export interface Progress {
  /** the lab that was started last */
  readonly current?: string
  readonly labs: Readonly<Record<string, LabEntry>>
  readonly exam?: ExamEntry
}

/** RFC 3339 */
export const timeNow = (): string => formatTime(systemClock.now())

const pathOf = (environment: Environment): string => join(labsHome(environment), 'progress.json')

/** An unreadable file counts as no progress. */
export const readProgress = (environment: Environment): Progress => ({
  labs: {},
  ...(readJson(pathOf(environment)) as Partial<Progress> | undefined),
})

/** Whether the working directory is the folder, or below it. */
const isHere = (folder: string): boolean => {
  const [here, there] = [realPath('.'), realPath(folder)]
  return here !== undefined && there !== undefined && `${here}${sep}`.startsWith(`${there}${sep}`)
}

/**
 * Returns the lab of commands that do not name a lab: the one whose folder is the working
 * directory, or else the one started last. Throws CommandError in the folder of an exam.
 */
export const currentLab = ({ current, labs, exam }: Progress): string | undefined => {
  const here = Object.keys(labs).find((name) => isHere(labs[name]!.folder))
  if (here === undefined && exam !== undefined && isHere(exam.folder))
    throw new CommandError(
      'this folder belongs to an exam; csrlab lab exam shows its tasks. Name a lab, or change to its folder',
    )
  return here ?? current
}

/** Returns undefined if the current lab does not belong to a class. */
export const classLabs = (progress: Progress): string[] | undefined => {
  const { labs } = progress
  return (
    labs[currentLab(progress) ?? '']?.class &&
    Object.keys(labs).filter((name) => labs[name]?.class !== undefined)
  )
}

/** Counts solved and all labs; in a class, only the labs of the class. Throws LabProblem. */
export const solvedOf = (environment: Environment, givenLabs: string | undefined) => {
  const progress = readProgress(environment)
  const { labs } = progress
  const names = classLabs(progress) ?? labFolders(givenLabs).map((folder) => basename(folder))
  const count = names.filter((name) => labs[name]?.solved !== undefined).length
  return { count, all: names.length }
}

export const changeProgress = (environment: Environment, change: Partial<Progress>): void =>
  keepPrivateFile(
    pathOf(environment),
    `${JSON.stringify({ ...readProgress(environment), ...change }, null, 2)}\n`,
  )

/** Adds or replaces labs, and makes a lab current. Throws FileError. */
export const enterLabs = (
  environment: Environment,
  current: string,
  entries: Progress['labs'],
): void =>
  changeProgress(environment, {
    current,
    labs: { ...readProgress(environment).labs, ...entries },
  })

export const noteLab = (
  environment: Environment,
  name: string,
  change: Partial<LabEntry>,
): void => {
  const { labs } = readProgress(environment)
  const entry = labs[name]
  if (entry !== undefined)
    changeProgress(environment, { labs: { ...labs, [name]: { ...entry, ...change } } })
}

export const examGoingOn = (environment: Environment): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.finished === undefined ? exam : undefined
}

/** Throws CommandError. */
export const refuseInExam = (environment: Environment): void => {
  if (examGoingOn(environment) !== undefined)
    throw new CommandError(
      'hints and solutions are not available during an exam; csrlab lab exam finish ends it',
    )
}
