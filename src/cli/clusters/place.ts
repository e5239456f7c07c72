/** Where the cluster that a command line is about is kept. */
import { join, resolve } from 'node:path'
import type { CommandLine } from '../kit/command-line.ts'
import { CLUSTER_NAME, checkName } from './names.ts'
import { type ClusterRecord, readRecord, usualFolder } from './records.ts'

export interface Place {
  readonly name: string
  /** absolute */
  readonly dataDir: string
  /** the port that it kept; undefined: it has none yet, or is the one that nobody has given a name */
  readonly port: number | undefined
  /** undefined: nothing is known of such a name yet, or it is the one that nobody has given a name */
  readonly record: ClusterRecord | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The data folder of the cluster without a name. */
const HERE = '.csrlab'

/** Of a cluster by its name. Throws OptionsError for what is no name, and FileError. */
export const placeOf = (name: string, environment: Environment): Place => {
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

/** What a line says with `--name` and `--data-dir`; of the two the one that stands there, before one of the environment. Throws as {@link placeOf}. */
export const placeOfLine = (
  { values, given }: Pick<CommandLine, 'values' | 'given'>,
  environment: Environment,
): Place => {
  const place = placeOf(values['name'] ?? CLUSTER_NAME, environment)
  const dataDir = values['data-dir']
  const isOutranked = given.has('name') && !given.has('data-dir')
  return dataDir === undefined || isOutranked ? place : { ...place, dataDir: resolve(dataDir) }
}

/** A line whose data folder is that of the cluster that it names. Throws as {@link placeOf}. */
export const withFolder = (line: CommandLine, environment: Environment): CommandLine => {
  const isSaid = line.values['name'] !== undefined
  if (!isSaid) return line
  const { dataDir } = placeOfLine(line, environment)
  return { ...line, values: { ...line.values, 'data-dir': dataDir } }
}

/** The kubeconfig that a cluster writes when nobody says another one. */
export const kubeconfigIn = (dataDir: string): string => join(dataDir, 'kubeconfig')
