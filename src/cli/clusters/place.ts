/** The data folder of a command line's cluster. */
import { join, resolve } from 'node:path'
import type { CommandLine } from '../kit/command-line.ts'
import type { Environment } from '../kit/environment.ts'
import { checkName, CLUSTER_NAME } from './names.ts'
import { type ClusterRecord, readRecord, usualFolder } from './records.ts'

export interface ClusterPlace {
  readonly name: string
  /** absolute */
  readonly dataDir: string
  /** port of its record */
  readonly port: number | undefined
  /** undefined: the unnamed cluster, or a name that is not known yet */
  readonly record: ClusterRecord | undefined
}

/** Data folder of the unnamed cluster. */
const HERE = '.csrlab'

/** Finds a cluster by name. Throws OptionsError and FileError. */
export const placeOf = (name: string, environment: Environment): ClusterPlace => {
  if (checkName(name) === CLUSTER_NAME)
    return {
      name,
      dataDir: resolve(environment['CSRLAB_DATA_DIR'] || HERE),
      port: undefined,
      record: undefined,
    }
  const record = readRecord(environment, name)
  return {
    name,
    dataDir:
      record === undefined || record.isInMemory ? usualFolder(environment, name) : record.folder,
    port: record?.port,
    record,
  }
}

/**
 * Reads `--name` and `--data-dir`; the command line wins over the environment. Throws as
 * {@link placeOf}.
 */
export const placeOfLine = (
  { values, given }: Pick<CommandLine, 'values' | 'given'>,
  environment: Environment,
): ClusterPlace => {
  const place = placeOf(values['name'] ?? CLUSTER_NAME, environment)
  const dataDir = values['data-dir']
  const isOutranked = given.has('name') && !given.has('data-dir')
  return dataDir === undefined || isOutranked ? place : { ...place, dataDir: resolve(dataDir) }
}

/** Replaces `--name` by the data folder of that cluster. Throws as {@link placeOf}. */
export const withFolder = (line: CommandLine, environment: Environment): CommandLine => {
  if (line.values['name'] === undefined) return line
  const { dataDir } = placeOfLine(line, environment)
  return { ...line, values: { ...line.values, 'data-dir': dataDir } }
}

/** Returns the default kubeconfig. */
export const kubeconfigIn = (dataDir: string): string => join(dataDir, 'kubeconfig')
