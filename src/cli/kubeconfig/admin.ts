import { join } from 'node:path'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { adminEntry, type KubeconfigParts } from '../../apiserver/client/kubeconfig.ts'
import { FileError, readIfThere } from '../../server/files.ts'
import type { FoundCluster } from '../clusters/found.ts'
import type { ServingFile } from '../clusters/serving.ts'

const read = (folder: string, name: string): string => {
  const text = readIfThere(join(folder, name))
  if (text !== undefined) return text
  throw new FileError(`there is no ${name} in ${folder}; start the cluster, which creates it`)
}

/** Throws FileError. */
export const adminOf = ({
  name,
  folder,
  isInMemory,
  lastServing,
}: FoundCluster): KubeconfigParts => {
  if (lastServing === undefined)
    throw new FileError(`${name} has never been ready, so its address is unknown; start it`)
  return {
    name,
    mark: isInMemory
      ? { ...(lastServing.pid !== null && { pid: lastServing.pid }), folder }
      : { 'data-dir': folder },
    server: lastServing.url,
    caPem: read(folder, 'ca.crt'),
    user: adminEntry(name),
    credentials: { certificatePem: read(folder, 'admin.crt'), keyPem: read(folder, 'admin.key') },
  }
}

const PATIENCE_MS = 30_000

export const adminConnection = (
  { localUrl }: Pick<ServingFile, 'localUrl'>,
  { folder }: Pick<FoundCluster, 'folder'>,
): ApiConnection => {
  const bytes = (name: string): Buffer => Buffer.from(read(folder, name))
  return {
    server: localUrl,
    ca: bytes('ca.crt'),
    certificate: bytes('admin.crt'),
    key: bytes('admin.key'),
    timeoutMs: PATIENCE_MS,
  }
}
