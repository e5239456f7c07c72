import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, type CommandLine, type Environment } from '../kit/index.ts'
import { CLUSTER_NAME } from './names.ts'
import {
  type ClusterLocation,
  clusterLocation,
  DATABASE,
  folderOf,
  locationOfLine,
} from './location.ts'
import { records } from './records.ts'
import { readServing, servingIn } from './serving.ts'

export type FoundCluster = Awaited<ReturnType<typeof found>>

const found = async (location: ClusterLocation) => {
  const { name, record } = location
  const folder = folderOf(location)
  const serving = await servingIn(folder)
  const isInMemory = record?.isInMemory === true
  return {
    name,
    /** absolute */
    folder,
    isInMemory,
    /** undefined: the cluster does not run */
    serving,
    /** undefined: the cluster was never ready */
    lastServing: serving ?? readServing(folder),
  }
}

const isThere = ({ folder, serving, isInMemory }: FoundCluster): boolean =>
  serving !== undefined || (!isInMemory && existsSync(join(folder, DATABASE)))

/** Returns all existing clusters: the current folder's and the named ones. */
export const findAll = async (environment: Environment): Promise<FoundCluster[]> => {
  const names = [CLUSTER_NAME, ...records(environment).map(({ name }) => name)]
  const all = await Promise.all(names.map((name) => found(clusterLocation(name, environment))))
  return all.filter(isThere)
}

/**
 * Returns the cluster that the command line names; default: that of the current folder. Rejects
 * with CommandError, OptionsError and FileError.
 */
export const findOne = async (
  line: CommandLine,
  environment: Environment,
): Promise<FoundCluster> => {
  const [word] = line.words
  const location =
    word === undefined ? locationOfLine(line, environment) : clusterLocation(word, environment)
  const cluster = await found(location)
  if (isThere(cluster)) return cluster
  const which = location.name === CLUSTER_NAME ? `in ${location.dataDir}` : location.name
  throw new CommandError(`there is no cluster ${which}; csrlab list shows all clusters`)
}
