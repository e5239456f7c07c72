import { rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  contextName,
  type KubeconfigEntry,
  type KubeconfigParts,
  renderKubeconfig,
} from '../../apiserver/client/kubeconfig.ts'
import { FileError, keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { RunningServer } from '../../server/running-server.ts'
import { holdsCluster, isAlive } from '../clusters/serving.ts'
import {
  currentContext,
  type IsGone,
  KubeconfigError,
  mergeKubeconfig,
  withoutClusters,
} from './merge.ts'

/**
 * Tells whether the data folder has no files of a cluster; for an entry without a data folder,
 * whether the process has ended.
 */
export const isGone: IsGone = ({ 'data-dir': folder, pid }) => {
  if (folder === undefined) return pid !== undefined && !isAlive(pid)
  return !holdsCluster(folder)
}

/**
 * Adds a cluster to a kubeconfig. Returns the context to switch to if another is current. Throws
 * FileError.
 */
export const keepKubeconfig = (path: string, parts: KubeconfigParts): string | undefined => {
  const existing = readIfThere(path)
  const ours = renderKubeconfig(parts)
  // avoids loading the YAML parser, which takes a tenth of the startup time
  if (existing === undefined || existing === ours) {
    keepPrivateFile(path, ours)
    return undefined
  }
  let text: string
  try {
    text = mergeKubeconfig(existing, parts, isGone)
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error
    throw new FileError(
      `${path} is unchanged, because ${error.message}; name another file with --kubeconfig, or give the cluster another --name`,
    )
  }
  keepPrivateFile(path, text)
  const context = contextName(parts.user, parts.name)
  return currentContext(text) === context ? undefined : context
}

/** Throws FileError. */
export const writeAdminFiles = (
  folder: string,
  { admin, authority }: Pick<RunningServer, 'admin' | 'authority'>,
): void => {
  keepPrivateFile(join(folder, 'ca.crt'), authority.certificatePem)
  keepPrivateFile(join(folder, 'admin.crt'), admin.certificatePem)
  keepPrivateFile(join(folder, 'admin.key'), admin.keyPem)
}

/**
 * Removes clusters from a kubeconfig. If nothing is left, writes `empty` or, if `empty` is
 * undefined, removes the file. Returns whether the kubeconfig changed. Throws FileError.
 */
export const removeFromKubeconfig = (
  path: string,
  isMeant: (entry: KubeconfigEntry) => boolean,
  empty?: string,
): boolean => {
  const text = readIfThere(path)
  if (text === undefined) return false
  try {
    const left = withoutClusters(text, isMeant) ?? empty
    if (left === text) return false
    if (left === undefined) rmSync(path, { force: true })
    else keepPrivateFile(path, left)
    return true
  } catch (error) {
    // the user has replaced the file
    if (error instanceof KubeconfigError) return false
    throw error
  }
}
