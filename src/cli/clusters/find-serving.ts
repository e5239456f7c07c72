/** Finds the running cluster that a command line is about. */
import { dirname, resolve } from 'node:path'
import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { readIfThere } from '../../server/files.ts'
import type { CommandLine } from '../kit/command-line.ts'
import { entries, isObject, markOf } from '../../apiserver/client/kubeconfig.ts'
import { placeOfLine } from './place.ts'
import { type ServingFile, servingIn } from './serving.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The folders of the clusters of ours that a kubeconfig has. */
const foldersIn = (path: string): string[] => {
  const config = readYamlIfSound(readIfThere(path) ?? '')
  return entries(isObject(config) ? config['clusters'] : undefined).flatMap((entry) => {
    const mark = markOf(entry)
    return mark?.['data-dir'] ?? mark?.folder ?? []
  })
}

/**
 * Where a cluster may be: the one that the line names, or else the one that runs this command, the one of this folder, the one in memory that was started here, those
 * of KUBECONFIG. Throws OptionsError and FileError.
 */
const candidates = (line: CommandLine, environment: Environment): string[] => {
  const { dataDir, record } = placeOfLine(line, environment)
  const folder = record?.isInMemory === true ? record.folder : dataDir
  const { kubeconfig } = line.values
  if (kubeconfig !== undefined) return foldersIn(kubeconfig)
  if (line.values['name'] !== undefined || line.given.has('data-dir')) return [folder]
  const listed = (environment['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '')
  const ca = environment['CSRLAB_CA'] ?? ''
  return [
    ...(ca === '' ? [] : [dirname(ca)]),
    folder,
    ...[resolve('csrlab.kubeconfig'), ...listed].flatMap(foldersIn),
  ]
}

/** Undefined while it does not run. Throws OptionsError and FileError. */
export const findServing = async (
  line: CommandLine,
  environment: Environment,
): Promise<ServingFile | undefined> => {
  for (const folder of candidates(line, environment)) {
    const serving = await servingIn(folder)
    if (serving !== undefined) return serving
  }
  return undefined
}
