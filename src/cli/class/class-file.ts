/** The files of a class. Commands write `class.json`; the server writes `state.json`. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Member } from '../../hosting/class/desk.ts'
import type { Standing } from '../../hosting/class/standing.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { ServerOptions } from '../../server/options.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { checkName } from '../clusters/names.ts'
import { homeOf, namesIn } from '../clusters/records.ts'
import { isAlive, readServing } from '../clusters/serving.ts'
import { CommandError, type Environment } from '../kit/index.ts'

/** Port 0 or none: the first start chooses a free port, which `state.json` keeps. */
type ClassAddress = Pick<ServerOptions, 'host' | 'port' | 'advertiseAddress' | 'tlsSan'>

export interface ClassFile {
  readonly name: string
  /** absolute; holds the files for learners */
  readonly folder: string
  readonly reach: ClassAddress
  /** names, in the order in which they were added */
  readonly labs: readonly string[]
  readonly people: readonly Member[]
}

export interface Seat {
  /** length of the audit log before the learner's first request */
  readonly seededBytes: number
  /** ids of the outcomes that held at the start */
  readonly trueAtStart: readonly string[]
  standing: Standing
}

export interface ClassState {
  /** 0: not started yet */
  port: number
  /** by learner: token and labs as last written to the desk cluster */
  readonly members: Record<string, string>
  /** by cluster */
  readonly seats: Record<string, Seat>
}

/** No cluster can have this name. */
const classesHome = (environment: Environment): string => join(homeOf(environment), '.classes')

export const classHome = (environment: Environment, name: string): string =>
  join(classesHome(environment), name)

export const dataFolder = (home: string): string => join(home, 'data')

export const labFolder = (home: string, lab: string): string => join(home, 'labs', lab)

export const auditLogOf = (home: string, cluster: string): string =>
  join(home, 'audit', `${cluster}.log`)

export const workFolder = ({ folder }: ClassFile, learner: string, lab: string): string =>
  join(folder, learner, `lab-${lab}`)

export const classPath = (home: string): string => join(home, 'class.json')
const statePath = (home: string): string => join(home, 'state.json')

/** Throws FileError. */
export const writeClass = (home: string, file: ClassFile): void =>
  keepPrivateFile(classPath(home), `${JSON.stringify(file, null, 2)}\n`)

/** Returns undefined if there is no class. Throws FileError. */
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

export const isServed = (home: string): boolean =>
  isAlive(readServing(dataFolder(home))?.pid ?? null)

export const keepLabs = (home: string, labs: readonly Pick<Lab, 'name' | 'folder'>[]): void => {
  for (const { name, folder } of labs) cpSync(folder, labFolder(home, name), { recursive: true })
}

export interface FoundClass {
  readonly home: string
  readonly file: ClassFile
  /** ` NAME` if commands must name the class, else empty */
  readonly spelled: string
}

export const spelledName = (name: string, environment: Environment): string =>
  namesIn(classesHome(environment)).length > 1 ? ` ${name}` : ''

/**
 * Returns the named class, or the only one. `how`: words on how to name a class, for errors. Throws
 * OptionsError, CommandError and FileError.
 */
export const findClass = (
  name: string | undefined,
  environment: Environment,
  how = '',
): FoundClass => {
  const names = namesIn(classesHome(environment))
  const wanted = name === undefined ? (names.length === 1 ? names[0] : undefined) : checkName(name)
  if (wanted === undefined && names.length > 1)
    throw new CommandError(
      `there are several classes: ${names.join(', ')}; name one${how}, such as ${names[0]!}`,
    )
  const home = classHome(environment, wanted ?? '')
  const file = wanted === undefined ? undefined : readClass(home)
  if (file !== undefined) return { home, file, spelled: spelledName(file.name, environment) }
  const others = names.length === 0 ? '' : ` (existing: ${names.join(', ')})`
  throw new CommandError(
    `there is no class${name === undefined ? '' : ` ${name}`}${others}; csrlab class create --from people.csv --labs jane,groups creates one`,
  )
}
