/** `csrlab delete NAME`: stops a cluster and removes what is kept of it. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { markOf } from '../../apiserver/client/kubeconfig.ts'
import { KubeconfigError, withoutClusters } from '../kubeconfig-merge.ts'
import { removeCluster } from './data-folder.ts'
import { type FoundCluster, findOne } from './found.ts'
import { kubectlFiles } from './kubectl-files.ts'
import { removeRecord } from './records.ts'
import { stopRunning } from './stop-command.ts'

/** Takes the entries of a cluster out of a kubeconfig; returns whether there were any. Throws FileError. */
const removeEntries = (path: string, folder: string): boolean => {
  const text = readIfThere(path)
  if (text === undefined) return false
  try {
    const left = withoutClusters(text, (entry) => markOf(entry)?.['data-dir'] === folder)
    if (left === text) return false
    keepPrivateFile(path, left ?? EMPTY)
    return true
  } catch (error) {
    if (error instanceof KubeconfigError) return false
    throw error
  }
}

/** What kubectl itself leaves when the last entry goes. */
const EMPTY = `apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`

const kubeconfigsOf = ({ said }: FoundCluster, { environment }: CommandParts): string[] => [
  ...new Set([...(said === undefined ? [] : [said.kubeconfig]), ...kubectlFiles(environment).all]),
]

/** Throws CommandError where there is no such cluster or it does not end, OpenError, OptionsError and FileError. */
export const deleteCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const cluster = await findOne(line, parts.environment)
  const { name, folder, isInMemory } = cluster
  await stopRunning(cluster, parts.stopwatch)
  if (!isInMemory) removeCluster(folder)
  removeRecord(parts.environment, name)
  const changed = kubeconfigsOf(cluster, parts).filter((path) => removeEntries(path, folder))
  const lines = [
    isInMemory ? `${name} is gone` : `${name} is deleted, with all that was kept in ${folder}`,
    ...changed.map((path) => `its entries are out of ${path}`),
  ]
  return { text: shownLines([...lines, '']), code: 0 }
}
