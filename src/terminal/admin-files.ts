/** The files that the administrator logs in with: a kubeconfig for kubectl, and what curl takes. */
import { join } from 'node:path'
import { FileError, keepPrivateFile, readIfThere } from '../boot/files.ts'
import { ADMIN_NAME } from '../boot/identities.ts'
import {
  contextName,
  currentContext,
  KubeconfigError,
  mergeKubeconfig,
  renderKubeconfig,
} from './kubeconfig.ts'
import type { Server } from '../server.ts'

export interface AdminFiles {
  /** where the server listens */
  readonly url: string
  /** undefined: nothing but the kubeconfig is written */
  readonly dataDir: string | undefined
  /** path */
  readonly kubeconfig: string
}

type Admin = Pick<Server, 'admin' | 'authority'>

/** Puts the administrator into the kubeconfig at `path`, and returns the context to choose when another one is current. */
const writeKubeconfig = (
  { admin, authority }: Admin,
  url: string,
  path: string,
): string | undefined => {
  const parts = {
    server: url,
    caPem: authority.certificatePem,
    user: ADMIN_NAME,
    credentials: admin,
  }
  const existing = readIfThere(path)
  const ours = renderKubeconfig(parts)
  // neither takes a YAML parser, which would be a tenth of the start
  if (existing === undefined || existing === ours) {
    keepPrivateFile(path, ours)
    return undefined
  }
  let text: string
  try {
    text = mergeKubeconfig(existing, parts)
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error
    const remedy = 'name another file with --kubeconfig, or move this one away'
    throw new FileError(`${path} is left as it is, since ${error.message}; ${remedy}.`)
  }
  keepPrivateFile(path, text)
  const context = contextName(ADMIN_NAME)
  return currentContext(text) === context ? undefined : context
}

/** Writes the files, and returns the context to choose when the kubeconfig has another one as its current. Throws FileError. */
export const writeAdminFiles = (
  server: Admin,
  { url, dataDir, kubeconfig }: AdminFiles,
): string | undefined => {
  if (dataDir !== undefined) {
    const { admin, authority } = server
    keepPrivateFile(join(dataDir, 'ca.crt'), authority.certificatePem)
    keepPrivateFile(join(dataDir, 'admin.crt'), admin.certificatePem)
    keepPrivateFile(join(dataDir, 'admin.key'), admin.keyPem)
  }
  return writeKubeconfig(server, url, kubeconfig)
}
