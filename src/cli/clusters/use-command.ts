/** `csrlab use NAME`: kubectl speaks to this cluster from now on. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { shellWord } from '../../teaching/hints/shell.ts'
import { keepKubeconfig } from '../admin-files.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import {
  contextName,
  type KubeconfigParts,
  kubeconfigOf,
} from '../../apiserver/client/kubeconfig.ts'
import { hasEntryOf, withCurrentContext } from '../kubeconfig-merge.ts'
import { adminOf } from './admin.ts'
import { findOne } from './found.ts'
import { type KubectlFiles, kubectlFiles } from './kubectl-files.ts'

/** As kubectl changes an entry in the file that it is from, and puts a new one where it writes. */
const fileOf = (parts: KubeconfigParts, { all, written }: KubectlFiles): string => {
  const ours = kubeconfigOf(parts)
  return all.find((path) => hasEntryOf(readIfThere(path) ?? '', ours)) ?? written
}

/** Throws CommandError where there is no such cluster, OptionsError and FileError. */
export const useCommand = async (
  line: CommandLine,
  { environment }: CommandParts,
): Promise<CommandResult> => {
  const cluster = await findOne(line, environment)
  const parts = adminOf(cluster)
  const files = kubectlFiles(environment)
  keepKubeconfig(fileOf(parts, files), parts)
  const context = contextName(parts.user, parts.name)
  const { written } = files
  keepPrivateFile(written, withCurrentContext(readIfThere(written) ?? '', context))
  const lines = [
    `kubectl speaks to ${cluster.name} now: context ${context} in ${written}`,
    ...(cluster.isRunning
      ? []
      : [`It does not run; start it: csrlab ${startOf(cluster.name)}`.trimEnd()]),
  ]
  return { text: shownLines([...lines, '']), code: 0 }
}

const startOf = (name: string): string =>
  name === 'kubernetes' ? 'start' : `start --name ${shellWord(name)}`
