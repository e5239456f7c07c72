import { join } from 'node:path'
import { type ApiConnection, connectionOf } from '../../apiserver/client/connection.ts'
import type { CommandContext, CommandLine } from '../kit/index.ts'
import { presentFiles } from './kubectl-files.ts'

type Files = Pick<CommandContext, 'environment' | 'readFile'>

/** Returns the given path, else KUBECONFIG's, the data folder's, or kubectl's default. */
export const kubeconfigPath = (given: string | undefined, files: Files): string => {
  if (given !== undefined) return given
  const { environment, readFile } = files
  const ours = join(environment['CSRLAB_DATA_DIR'] || '.csrlab', 'kubeconfig')
  const isNamed = (environment['KUBECONFIG'] ?? '') !== ''
  return !isNamed && readFile(ours) !== undefined ? ours : presentFiles(files)[0]!
}

/** `--server` overrides the kubeconfig's server. Throws ConnectionError. */
export const connectionOfLine = (
  { values }: Pick<CommandLine, 'values'>,
  files: Files,
): ApiConnection => {
  const found = connectionOf(kubeconfigPath(values['kubeconfig'], files), files.readFile)
  return { ...found, server: values['server'] ?? found.server }
}
