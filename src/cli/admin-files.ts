/** The files that the administrator logs in with: a kubeconfig for kubectl, and what curl takes. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FileError, keepPrivateFile, readIfThere } from '../server/files.ts'
import type { RunningServer } from '../server/running-server.ts'
import { DATABASE } from './upkeep/folder.ts'
import { isAlive } from './clusters/serving.ts'
import {
  adminEntry,
  caOf,
  contextName,
  type KubeconfigParts,
  kubeconfigOf,
  type Mark,
  renderKubeconfig,
} from '../apiserver/client/kubeconfig.ts'
import {
  currentContext,
  type IsGone,
  KubeconfigError,
  mergeKubeconfig,
  withoutClusters,
} from './kubeconfig-merge.ts'

export interface AdminFiles {
  /** of the cluster */
  readonly name: string
  /** where the server is found */
  readonly url: string
  /** for ca.crt, admin.crt and admin.key */
  readonly folder: string
  /** which cluster the entries in the kubeconfig are of */
  readonly mark: Omit<Mark, 'provider'>
  /** path */
  readonly kubeconfig: string
}

type Admin = Pick<RunningServer, 'admin' | 'authority'>

/** The administrator's kubeconfig. */
export const adminKubeconfig = (
  { admin, authority }: Admin,
  { name, url, mark }: Pick<AdminFiles, 'name' | 'url' | 'mark'>,
): KubeconfigParts => ({
  name,
  mark,
  server: url,
  caPem: authority.certificatePem,
  user: adminEntry(name),
  credentials: admin,
})

/** Kept in a folder that holds none any more, or in a process that has ended. */
export const isGone: IsGone = ({ 'data-dir': folder, pid }) =>
  folder === undefined ? pid !== undefined && !isAlive(pid) : !existsSync(join(folder, DATABASE))

/** Throws FileError: the file of a KubeconfigError, why, and what to do. */
const leftAsItIs = (path: string, error: unknown): never => {
  if (!(error instanceof KubeconfigError)) throw error
  const remedy = 'name another file with --kubeconfig, or give the cluster another --name'
  throw new FileError(`${path} is left as it is, since ${error.message}; ${remedy}.`)
}

/**
 * Puts entries into the kubeconfig at `path`, and returns the context to choose when another one is
 * current. Throws FileError.
 */
export const keepKubeconfig = (path: string, parts: KubeconfigParts): string | undefined => {
  const existing = readIfThere(path)
  const ours = renderKubeconfig(parts)
  // neither takes a YAML parser, which would be a tenth of the start
  if (existing === undefined || existing === ours) {
    keepPrivateFile(path, ours)
    return undefined
  }
  let text: string
  try {
    text = mergeKubeconfig(existing, parts, isGone)
  } catch (error) {
    return leftAsItIs(path, error)
  }
  keepPrivateFile(path, text)
  const context = contextName(parts.user, parts.name)
  return currentContext(text) === context ? undefined : context
}

/**
 * Writes the files, and returns the context to choose when the kubeconfig has another one as its
 * current. Throws FileError.
 */
export const writeAdminFiles = (server: Admin, files: AdminFiles): string | undefined => {
  const { admin, authority } = server
  const { folder, kubeconfig } = files
  keepPrivateFile(join(folder, 'ca.crt'), authority.certificatePem)
  keepPrivateFile(join(folder, 'admin.crt'), admin.certificatePem)
  keepPrivateFile(join(folder, 'admin.key'), admin.keyPem)
  return keepKubeconfig(kubeconfig, adminKubeconfig(server, files))
}

/**
 * Takes the entries of a cluster out of the kubeconfig at `path`, and the file away when nothing is
 * left. Throws FileError.
 */
export const removeFromKubeconfig = (path: string, parts: KubeconfigParts): void => {
  const text = readIfThere(path)
  if (text === undefined) return
  if (text === renderKubeconfig(parts)) return rmSync(path, { force: true })
  const ca = caOf(kubeconfigOf(parts).clusters[0]!)
  let left: string | undefined
  try {
    left = withoutClusters(text, (entry) => caOf(entry) === ca)
  } catch (error) {
    // somebody has made something else of it
    if (error instanceof KubeconfigError) return
    throw error
  }
  if (left === undefined) rmSync(path, { force: true })
  else if (left !== text) keepPrivateFile(path, left)
}
