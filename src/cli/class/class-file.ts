/** The files of a class: a folder of its own, with a file that commands write and one that the serving process writes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { Member } from '../../hosting/class/desk.ts'
import type { Standing } from '../../hosting/class/standing.ts'
import { CommandError } from '../kit/command-options.ts'
import { checkName } from '../clusters/names.ts'
import { homeOf } from '../clusters/records.ts'
import { isAlive, readServing } from '../clusters/serving.ts'
import type { CommandParts } from '../kit/grammar/command.ts'

type Environment = CommandParts['environment']

/** Where others find the server; as the options of a cluster have it. */
export interface Reach {
  readonly host: string
  /** 0: the port that it took at its first start */
  readonly port: number
  readonly advertiseAddress?: string
  readonly tlsSan: readonly string[]
}

/** A class as its teacher wants it. */
export interface ClassFile {
  readonly name: string
  /** RFC 3339 */
  readonly created: string
  /** absolute; what is given to the learners */
  readonly folder: string
  readonly reach: Reach
  /** in the order in which they are to be done */
  readonly labs: readonly string[]
  readonly people: readonly Member[]
}

/** A lab of a learner, which has a hosted cluster of its own. */
export interface Seat {
  /** how much of its audit log is of the seed */
  readonly seededBytes: number
  /** ids of the outcomes that were true before the learner had done anything */
  readonly trueAtStart: readonly string[]
  /** the number of the newest request of its cluster that was looked at */
  last: number
  standing: Standing
}

/** A class as far as its server has made it. */
export interface ClassState {
  /** the port that the server keeps; 0: it has not started yet */
  port: number
  /** the token and labs that a learner has at the desk, by their id */
  readonly members: Record<string, string>
  /** by the names of clusters */
  readonly seats: Record<string, Seat>
}

/** Where all classes are. No cluster can have this name. */
const classesHome = (environment: Environment): string => join(homeOf(environment), '.classes')

export const classHome = (environment: Environment, name: string): string =>
  join(classesHome(environment), name)

/** The data folder of the server. */
export const dataFolder = (home: string): string => join(home, 'data')

/** A lab as it was when it was taken into the class. */
export const labFolder = (home: string, lab: string): string => join(home, 'labs', lab)

export const auditLogOf = (home: string, cluster: string): string =>
  join(home, 'audit', `${cluster}.log`)

/** The working folder of a learner, where the class looks. */
export const workFolder = ({ folder }: ClassFile, learner: string, lab: string): string =>
  join(folder, learner, `lab-${lab}`)

/** The path of the file with the wishes. */
export const classPath = (home: string): string => join(home, 'class.json')
const statePath = (home: string): string => join(home, 'state.json')

/** Throws FileError. */
export const writeClass = (home: string, file: ClassFile): void =>
  keepPrivateFile(classPath(home), `${JSON.stringify(file, null, 2)}\n`)

/** Undefined: there is none. Throws FileError. */
export const readClass = (home: string): ClassFile | undefined => {
  const text = readIfThere(classPath(home))
  return text === undefined ? undefined : (JSON.parse(text) as ClassFile)
}

/** Throws FileError. */
export const writeState = (home: string, state: ClassState): void =>
  keepPrivateFile(statePath(home), `${JSON.stringify(state)}\n`)

/** Throws FileError. */
export const readState = (home: string): ClassState => {
  const text = readIfThere(statePath(home))
  return text === undefined ? { port: 0, members: {}, seats: {} } : (JSON.parse(text) as ClassState)
}

/** Whether a process serves the class. */
export const isServed = (home: string): boolean =>
  isAlive(readServing(dataFolder(home))?.pid ?? null)

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

export interface FoundClass {
  readonly home: string
  readonly file: ClassFile
}

/** The class of that name, or the only one. Throws OptionsError for what is no name, CommandError where there is none, and FileError. */
export const findClass = (name: string | undefined, environment: Environment): FoundClass => {
  const names = namesIn(classesHome(environment))
  const wanted = name === undefined ? (names.length === 1 ? names[0] : undefined) : checkName(name)
  if (wanted === undefined && names.length > 1)
    throw new CommandError(`there are several classes: ${names.join(', ')}; name one`)
  const home = classHome(environment, wanted ?? '')
  const file = wanted === undefined ? undefined : readClass(home)
  if (file !== undefined) return { home, file }
  const others = names.length === 0 ? '' : ` (there is ${names.join(', ')})`
  throw new CommandError(
    `there is no class${name === undefined ? '' : ` ${name}`}${others}; csrlab class create --from people.csv --labs jane,groups makes one`,
  )
}
