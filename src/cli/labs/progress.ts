/** How far somebody is with which lab: a file that a person may read, change and delete. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { LabBundle } from '../../hosting/class/bundle.ts'
import { labFolders, labsFolder, presentName } from '../../teaching/labs/folders.ts'
import type { GivenHint } from '../../teaching/labs/hint-for.ts'
import type { Desk } from '../../hosting/class/send-report.ts'
import type { ScoredTask } from '../../teaching/labs/score-exam.ts'
import { homeOf } from '../clusters/records.ts'

type Environment = Readonly<Record<string, string | undefined>>

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
  /** whether its solution was shown since it was started */
  readonly solutionShown?: true
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

/** Where the labs keep what is theirs. No cluster can have this name. */
export const labsHome = (environment: Environment): string => join(homeOf(environment), '.labs')

const pathOf = (environment: Environment): string => join(labsHome(environment), 'progress.json')

const NONE: Progress = { labs: {} }

/** A lab whose folder is gone may have another name by now. */
const renamed = ([name, entry]: [string, LabEntry]): [string, LabEntry] => {
  if (existsSync(entry.lab)) return [name, entry]
  const lab = join(dirname(entry.lab), presentName(basename(entry.lab)))
  return [presentName(name), { ...entry, lab }]
}

/** A file that cannot be read counts as none. */
export const readProgress = (environment: Environment): Progress => {
  try {
    const found = JSON.parse(readIfThere(pathOf(environment)) ?? '{}') as Partial<Progress>
    if (typeof found.labs !== 'object') return NONE
    return { ...found, labs: Object.fromEntries(Object.entries(found.labs).map(renamed)) }
  } catch {
    return NONE
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
