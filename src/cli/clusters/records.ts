/** Records of named clusters. The unnamed one, in `.csrlab` of the current folder, has none. */
import { readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import { type Environment, readJson } from '../kit/index.ts'

export interface ClusterRecord {
  readonly name: string
  /** absolute; a temporary folder if the cluster is in memory */
  readonly folder: string
  readonly isInMemory: boolean
  readonly port: number
}

/** Returns csrlab's folder in the user's data (XDG Base Directory: `XDG_DATA_HOME`). */
export const homeOf = ({ XDG_DATA_HOME: data, HOME: home }: Environment): string =>
  join(data || join(home || homedir(), '.local', 'share'), 'csrlab')

const pathOf = (environment: Environment, name: string): string =>
  join(homeOf(environment), `${name}.json`)

export const usualFolder = (environment: Environment, name: string): string =>
  join(homeOf(environment), name)

/** Returns undefined for a missing or invalid record. Throws FileError for an unreadable one. */
export const readRecord = (environment: Environment, name: string): ClusterRecord | undefined => {
  const path = pathOf(environment, name)
  const isThere = readIfThere(path) !== undefined
  return isThere ? (readJson(path) as ClusterRecord | undefined) : undefined
}

/** Throws FileError. */
export const writeRecord = (environment: Environment, record: ClusterRecord): void =>
  keepPrivateFile(pathOf(environment, record.name), `${JSON.stringify(record)}\n`)

export const removeRecord = (environment: Environment, name: string): void =>
  rmSync(pathOf(environment, name), { force: true })

/** Returns sorted file names; none if the folder is missing or unreadable. */
export const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

export const records = (environment: Environment): ClusterRecord[] =>
  namesIn(homeOf(environment))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => readRecord(environment, file.slice(0, -'.json'.length)) ?? [])
