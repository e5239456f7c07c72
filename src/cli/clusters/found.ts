/** Clusters as the commands that are about them find them, running or not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandLine } from '../kit/command-line.ts'
import { CommandError } from '../kit/command-options.ts'
import { DATABASE } from '../upkeep/folder.ts'
import { CLUSTER_NAME } from './names.ts'
import { type Place, placeOf, placeOfLine } from './place.ts'
import { records } from './records.ts'
import { readServing, servingIn, type ServingFile } from './serving.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface FoundCluster {
  readonly name: string
  /** absolute; of one in memory, where its files are */
  readonly folder: string
  readonly isInMemory: boolean
  /** what it said of itself when it was last ready; undefined: it never was */
  readonly said: ServingFile | undefined
  readonly isRunning: boolean
}

const found = async ({ name, dataDir, record }: Place): Promise<FoundCluster> => {
  const isInMemory = record?.isInMemory === true
  const folder = isInMemory ? record.folder : dataDir
  const serving = await servingIn(folder)
  const said = serving ?? readServing(folder)
  return { name, folder, isInMemory, said, isRunning: serving !== undefined }
}

const isThere = ({ folder, isRunning, isInMemory }: FoundCluster): boolean =>
  isRunning || (!isInMemory && existsSync(join(folder, DATABASE)))

/** The one of this folder, and all that have a name. Throws FileError. */
export const findAll = async (environment: Environment): Promise<FoundCluster[]> => {
  const names = [CLUSTER_NAME, ...records(environment).map(({ name }) => name)]
  const all = await Promise.all(names.map((name) => found(placeOf(name, environment))))
  return all.filter(isThere)
}

/** The cluster that a line names by a word or `--name`, or the one of this folder. Throws CommandError where there is none, OptionsError and FileError. */
export const findOne = async (
  line: CommandLine,
  environment: Environment,
): Promise<FoundCluster> => {
  const [word] = line.words
  const place = word === undefined ? placeOfLine(line, environment) : placeOf(word, environment)
  const cluster = await found(place)
  if (isThere(cluster)) return cluster
  throw new CommandError(
    place.name === CLUSTER_NAME
      ? `there is no cluster in ${place.dataDir}; csrlab list shows those that there are`
      : `there is no cluster ${place.name}; csrlab list shows those that there are`,
  )
}
