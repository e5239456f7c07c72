import { dirname, resolve } from 'node:path'
import { markOf } from '../../apiserver/client/kubeconfig.ts'
import { readIfThere } from '../../server/files.ts'
import type { CommandLine, Environment } from '../kit/index.ts'
import { listedFiles } from '../kubeconfig/kubectl-files.ts'
import { clusterEntries } from '../kubeconfig/merge.ts'
import { folderOf, locationOfLine } from './location.ts'
import { type ServingFile, servingIn } from './serving.ts'

const foldersIn = (path: string): string[] =>
  clusterEntries(readIfThere(path) ?? '').flatMap((entry) => {
    const mark = markOf(entry)
    return mark?.['data-dir'] ?? mark?.folder ?? []
  })

/**
 * Returns the folders of the clusters that the command line selects. If no cluster is selected, the
 * candidates are the cluster of an enclosing `csrlab run`, the current folder's cluster, and the
 * clusters in `csrlab.kubeconfig` and KUBECONFIG.
 */
const candidates = (line: CommandLine, environment: Environment): string[] => {
  const folder = folderOf(locationOfLine(line, environment))
  const { kubeconfig } = line.values
  if (kubeconfig !== undefined) return foldersIn(kubeconfig)
  if (line.values['name'] !== undefined || line.given.has('data-dir')) return [folder]
  const ca = environment['CSRLAB_CA'] ?? ''
  return [
    ...(ca === '' ? [] : [dirname(ca)]),
    folder,
    ...[resolve('csrlab.kubeconfig'), ...listedFiles(environment)].flatMap(foldersIn),
  ]
}

/** Returns the first running candidate. Rejects with OptionsError and FileError. */
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
