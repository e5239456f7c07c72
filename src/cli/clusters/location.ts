import { resolve } from 'node:path'
import type { CommandLine, Environment } from '../kit/index.ts'
import { checkName, CLUSTER_NAME } from './names.ts'
import { type ClusterRecord, readRecord, usualFolder } from './records.ts'

/** in a data folder */
export const DATABASE = 'csrlab.db'

export interface ClusterLocation {
  readonly name: string
  /** absolute */
  readonly dataDir: string
  /** undefined: the unnamed cluster, or a new name */
  readonly record: ClusterRecord | undefined
}

/** Throws OptionsError and FileError. */
export const clusterLocation = (name: string, environment: Environment): ClusterLocation => {
  if (checkName(name) === CLUSTER_NAME) {
    const dataDir = resolve(environment['CSRLAB_DATA_DIR'] || '.csrlab')
    return { name, dataDir, record: undefined }
  }
  const record = readRecord(environment, name)
  const isKept = record?.isInMemory === false
  return { name, dataDir: isKept ? record.folder : usualFolder(environment, name), record }
}

/** The command line takes precedence over the environment. Throws OptionsError and FileError. */
export const locationOfLine = (
  { values, given }: Pick<CommandLine, 'values' | 'given'>,
  environment: Environment,
): ClusterLocation => {
  const location = clusterLocation(values['name'] ?? CLUSTER_NAME, environment)
  const dataDir = values['data-dir']
  const isOutranked = given.has('name') && !given.has('data-dir')
  return dataDir === undefined || isOutranked
    ? location
    : { ...location, dataDir: resolve(dataDir) }
}

/** Returns the folder with a cluster's files: the data folder, unless the cluster is in memory. */
export const folderOf = ({ record, dataDir }: ClusterLocation): string =>
  record?.isInMemory === true ? record.folder : dataDir
