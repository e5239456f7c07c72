import { markOf } from '../../apiserver/client/kubeconfig.ts'
import { type CommandContext, type Run } from '../kit/index.ts'
import { removeFromKubeconfig } from '../kubeconfig/admin-files.ts'
import { kubectlFiles } from '../kubeconfig/kubectl-files.ts'
import { removeCluster } from './data-folder.ts'
import { findOne, type FoundCluster } from './found.ts'
import { removeRecord } from './records.ts'
import { endProcess } from './stop-command.ts'

/** The file that kubectl leaves when the last entry is removed. */
const EMPTY = `apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`

const kubeconfigsOf = (
  { lastServing }: FoundCluster,
  { environment }: CommandContext,
): string[] => [
  ...new Set([
    ...(lastServing === undefined ? [] : [lastServing.kubeconfig]),
    ...kubectlFiles(environment),
  ]),
]

export const deleteCommand: Run = async (line, context) => {
  const cluster = await findOne(line, context.environment)
  const { name, folder, isInMemory, serving } = cluster
  await endProcess(name, serving)
  if (!isInMemory) removeCluster(folder)
  removeRecord(context.environment, name)
  const changed = kubeconfigsOf(cluster, context).filter((path) =>
    removeFromKubeconfig(path, (entry) => markOf(entry)?.['data-dir'] === folder, EMPTY),
  )
  const lines = [
    isInMemory ? `${name} is gone` : `${name} and its data are deleted: ${folder}`,
    ...changed.map((path) => `removed its entries from ${path}`),
  ]
  return { lines }
}
