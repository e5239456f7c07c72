/** How far somebody is with which lab: a file that a person may read, change and delete. */
import { basename, join } from 'node:path'
import type { LabBundle } from '../../hosting/class/bundle.ts'
import type { Desk } from '../../hosting/class/send-report.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import { labFolders, labsFolder } from '../../teaching/labs/folders.ts'
import type { GivenHint } from '../../teaching/labs/hint-for.ts'
import type { ScoredTask } from '../../teaching/labs/score-exam.ts'
import type { Environment } from '../kit/environment.ts'
import { labsHome } from './lab-files.ts'

export interface LabEntry {
  /** the folder of the lab itself, absolute */
  readonly lab: string
  /** the working folder, absolute */
  readonly folder: string
  /** RFC 3339 */
  readonly started: string
  /** RFC 3339; undefined: not yet */
  readonly solved?: string
  /** how many hints were given since it was started */
  readonly hints: number
  /** the last of them */
  readonly hint?: GivenHint | undefined
  /** how much of the audit log is of the seed */
  readonly seededBytes: number
  /** undefined: its cluster runs here, and is nobody else's */
  readonly class?: ClassEntry
}

/** A lab of a class: its cluster is the teacher's, and so is who wants to know how far one is. */
interface ClassEntry {
  readonly desk: Desk
  readonly server: LabBundle['server']
}

export interface ExamTask {
  /** `task-1` */
  readonly name: string
  /** the folder of the lab, absolute */
  readonly lab: string
  readonly points: number
  readonly seededBytes: number
  /** ids of the outcomes that were true before anybody had done anything */
  readonly trueAtStart: readonly string[]
}

interface ExamResult {
  readonly inTime: boolean
  readonly tasks: readonly ScoredTask[]
}

export interface ExamEntry {
  readonly seed: number
  readonly minutes: number
  /** the working folder, absolute */
  readonly folder: string
  /** RFC 3339 */
  readonly started: string
  /** RFC 3339; undefined: no clock ends it */
  readonly deadline?: string
  /** RFC 3339; undefined: it is going on */
  readonly finished?: string
  readonly result?: ExamResult
  readonly tasks: readonly ExamTask[]
}

export interface Progress {
  /** the lab that was started last, which commands without a name are about */
  readonly current?: string
  /** by their names */
  readonly labs: Readonly<Record<string, LabEntry>>
  /** the exam that was begun last */
  readonly exam?: ExamEntry
}

const pathOf = (environment: Environment): string => join(labsHome(environment), 'progress.json')

/** A file that cannot be read counts as none. */
export const readProgress = (environment: Environment): Progress => {
  try {
    const found = JSON.parse(readIfThere(pathOf(environment)) ?? '{}') as Partial<Progress>
    return { labs: {}, ...found }
  } catch {
    return { labs: {} }
  }
}

export interface Solved {
  readonly count: number
  readonly all: number
}

/** How many labs are solved: of the class, if the current lab is one of a class. Throws LabProblem. */
export const solvedOf = (environment: Environment, givenLabs: string | undefined): Solved => {
  const { current = '', labs } = readProgress(environment)
  const names =
    labs[current]?.class === undefined
      ? labFolders(labsFolder(givenLabs)).map((folder) => basename(folder))
      : Object.keys(labs).filter((name) => labs[name]?.class !== undefined)
  const count = names.filter((name) => labs[name]?.solved !== undefined).length
  return { count, all: names.length }
}

/** Throws FileError. */
export const writeProgress = (environment: Environment, progress: Progress): void =>
  keepPrivateFile(pathOf(environment), `${JSON.stringify(progress, null, 2)}\n`)

/** Adds the entries of labs, and makes one the current lab. Throws FileError. */
export const enterLabs = (
  environment: Environment,
  current: string,
  entries: Progress['labs'],
): void => {
  const progress = readProgress(environment)
  writeProgress(environment, { ...progress, current, labs: { ...progress.labs, ...entries } })
}

/** Changes the entry of a lab that has one. */
export const noteLab = (
  environment: Environment,
  name: string,
  change: Partial<LabEntry>,
): void => {
  const progress = readProgress(environment)
  const entry = progress.labs[name]
  if (entry !== undefined)
    writeProgress(environment, {
      ...progress,
      labs: { ...progress.labs, [name]: { ...entry, ...change } },
    })
}

/** Changes the entry of the exam, where there is one. Throws FileError. */
export const noteExam = (environment: Environment, change: Partial<ExamEntry>): void => {
  const progress = readProgress(environment)
  if (progress.exam !== undefined)
    writeProgress(environment, { ...progress, exam: { ...progress.exam, ...change } })
}
