/** The kubeconfigs that kubectl uses (client-go 1.36: `tools/clientcmd/config.go`, `loader.go`). */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CommandContext, Environment } from '../kit/index.ts'

export const listedFiles = (environment: Environment): string[] =>
  (environment['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '')

/** Returns files by precedence: if two have an entry of the same name, the first file counts. */
export const kubectlFiles = (environment: Environment): string[] => {
  const listed = listedFiles(environment)
  return listed.length === 0
    ? [join(environment['HOME'] || homedir(), '.kube', 'config')]
    : [...new Set(listed)]
}

/** Returns existing files; if there are none, the first of {@link kubectlFiles}. */
export const presentFiles = ({
  environment,
  readFile,
}: Pick<CommandContext, 'environment' | 'readFile'>): string[] => {
  const all = kubectlFiles(environment)
  const present = all.filter((path) => readFile(path) !== undefined)
  return present.length === 0 ? all.slice(0, 1) : present
}

/** Returns the file for a new entry: the first that exists; if none does, the last one. */
export const writtenFile = (environment: Environment): string => {
  const all = kubectlFiles(environment).map((path) => resolve(path))
  return all.find((path) => existsSync(path)) ?? all.at(-1)!
}
