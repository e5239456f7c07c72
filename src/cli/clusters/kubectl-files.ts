/** Which kubeconfigs kubectl reads and writes (client-go 1.36: `tools/clientcmd/config.go` and `loader.go`, PathOptions). */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export interface KubectlFiles {
  /** in the order in which it reads them: of two entries with one name the first counts */
  readonly all: readonly string[]
  /** where a new entry and the current context go: the first that is there, or else the last */
  readonly written: string
}

/** `KUBECONFIG=a:b`, or else the file in the user's home. */
export const kubectlFiles = (
  environment: Readonly<Record<string, string | undefined>>,
): KubectlFiles => {
  const home = join(environment['HOME'] || homedir(), '.kube', 'config')
  const listed = (environment['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '')
  const all = [...new Set(listed.length === 0 ? [home] : listed)].map((path) => resolve(path))
  return { all, written: all.find((path) => existsSync(path)) ?? all.at(-1)! }
}
