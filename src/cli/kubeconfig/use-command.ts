import { CLUSTER_NAME, contextName, kubeconfigOf } from '../../apiserver/client/kubeconfig.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import { shellWord } from '../../teaching/hints/shell.ts'
import { findOne } from '../clusters/found.ts'
import type { Run } from '../kit/index.ts'
import { keepKubeconfig } from './admin-files.ts'
import { adminOf } from './admin.ts'
import { kubectlFiles, writtenFile } from './kubectl-files.ts'
import { hasEntryOf, withCurrentContext } from './merge.ts'

export const useCommand: Run = async (line, { environment }) => {
  const cluster = await findOne(line, environment)
  const { name } = cluster
  const admin = adminOf(cluster)
  const ours = kubeconfigOf(admin)
  const written = writtenFile(environment)
  // like kubectl, changes existing entries in the file that has them
  const file = kubectlFiles(environment).find((path) => hasEntryOf(readIfThere(path) ?? '', ours))
  keepKubeconfig(file ?? written, admin)
  const context = contextName(admin.user, name)
  keepPrivateFile(written, withCurrentContext(readIfThere(written) ?? '', context))
  const start = name === CLUSTER_NAME ? 'start' : `start --name ${shellWord(name)}`
  return {
    lines: [
      `kubectl uses ${name} now: context ${context} in ${written}`,
      ...(cluster.serving ? [] : [`${name} is not running; start it: csrlab ${start}`]),
    ],
  }
}
