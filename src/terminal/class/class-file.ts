/** What is kept of a class: a folder of its own, with a file that says who is in it and where their clusters are. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../boot/files.ts'
import type { Person } from '../../labs/class/people.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import { checkName } from '../clusters/names.ts'
import { homeOf } from '../clusters/records.ts'
import type { CommandParts } from '../grammar/command.ts'

type Environment = CommandParts['environment']

/** A lab of a learner, which has a cluster of its own. */
export interface Seat {
  /** the learner's id */
  readonly learner: string
  readonly lab: string
  /** the one that its cluster keeps */
  readonly port: number
  /** how much of its audit log is of the seed */
  readonly seededBytes: number
  /** ids of the outcomes that were true before anybody had done anything */
  readonly trueAtStart: readonly string[]
}

/** Where others find the clusters; as the options of a cluster have it. */
export interface Reach {
  readonly host: string
  readonly advertiseAddress?: string
  readonly tlsSan: readonly string[]
}

export interface ClassFile {
  readonly name: string
  /** RFC 3339 */
  readonly created: string
  /** absolute; what is given to the learners */
  readonly folder: string
  readonly reach: Reach
  /** of the cluster at which learners join and report */
  readonly port: number
  /** in the order in which they are to be done */
  readonly labs: readonly string[]
  readonly people: readonly Person[]
  /** what each joins with, by ids */
  readonly tokens: Readonly<Record<string, string>>
  readonly seats: readonly Seat[]
}

/** Where all classes are. No cluster can have this name. */
export const classesHome = (environment: Environment): string =>
  join(homeOf(environment), '.classes')

export const classHome = (environment: Environment, name: string): string =>
  join(classesHome(environment), name)

/** The data folder of the cluster at which learners join and report. */
export const deskFolder = (home: string): string => join(home, 'desk')

/** Where everything is of one cluster of a learner. */
export const seatFolder = (home: string, { learner, lab }: Pick<Seat, 'learner' | 'lab'>): string =>
  join(home, 'clusters', learner, lab)

/** A lab as it was when the class was made. */
export const labFolder = (home: string, lab: string): string => join(home, 'labs', lab)

const FILE = 'class.json'

/** Throws FileError. */
export const writeClass = (home: string, file: ClassFile): void =>
  keepPrivateFile(join(home, FILE), `${JSON.stringify(file, null, 2)}\n`)

/** Undefined: there is none. Throws FileError. */
export const readClass = (home: string): ClassFile | undefined => {
  const text = readIfThere(join(home, FILE))
  return text === undefined ? undefined : (JSON.parse(text) as ClassFile)
}

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
