/**
 * The clusters of this user that have a name: for each a record that says where it is kept and on which port, also while it does not
 * run. The one without a name is the folder `.csrlab` of wherever one is, and has none.
 */
import { readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'

export interface ClusterRecord {
  readonly name: string
  /** absolute; its data folder, or of one in memory where its files are while it runs */
  readonly folder: string
  readonly isInMemory: boolean
  /** the one that it keeps */
  readonly port: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where programs keep what is a user's own (XDG Base Directory Specification: `XDG_DATA_HOME`). */
export const homeOf = ({ XDG_DATA_HOME: data, HOME: home }: Environment): string =>
  join(data || join(home || homedir(), '.local', 'share'), 'csrlab')

const pathOf = (environment: Environment, name: string): string =>
  join(homeOf(environment), `${name}.json`)

/** The data folder that a named cluster has when nobody says another one. */
export const usualFolder = (environment: Environment, name: string): string =>
  join(homeOf(environment), name)

const parsed = (text: string | undefined): ClusterRecord | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as ClusterRecord)
  } catch {
    // not of our making: as if it were not there
    return undefined
  }
}

/** Undefined where there is none. Throws FileError. */
export const readRecord = (environment: Environment, name: string): ClusterRecord | undefined =>
  parsed(readIfThere(pathOf(environment, name)))

/** Throws FileError. */
export const writeRecord = (environment: Environment, record: ClusterRecord): void =>
  keepPrivateFile(pathOf(environment, record.name), `${JSON.stringify(record)}\n`)

export const removeRecord = (environment: Environment, name: string): void =>
  rmSync(pathOf(environment, name), { force: true })

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** All of them, by their names. */
export const records = (environment: Environment): ClusterRecord[] =>
  namesIn(homeOf(environment))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => readRecord(environment, file.slice(0, -'.json'.length)) ?? [])
