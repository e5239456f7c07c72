/** The administrator of a cluster, from the files that it keeps, whether it runs or not. */
import { join } from 'node:path'
import { FileError, readIfThere } from '../../server/files.ts'
import { adminEntry, type KubeconfigParts } from '../../apiserver/client/kubeconfig.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { FoundCluster } from './found.ts'
import type { ServingFile } from './serving.ts'

const read = (folder: string, name: string): string => {
  const text = readIfThere(join(folder, name))
  if (text !== undefined) return text
  throw new FileError(`there is no ${name} in ${folder}; start the cluster, which makes it anew`)
}

/** Throws FileError. */
export const adminOf = ({ name, folder, isInMemory, said }: FoundCluster): KubeconfigParts => {
  if (said === undefined)
    throw new FileError(`${name} has never been ready, so that nobody knows its address; start it`)
  return {
    name,
    mark: isInMemory
      ? { ...(said.pid !== null && { pid: said.pid }), folder }
      : { 'data-dir': folder },
    server: said.url,
    caPem: read(folder, 'ca.crt'),
    user: adminEntry(name),
    credentials: { certificatePem: read(folder, 'admin.crt'), keyPem: read(folder, 'admin.key') },
  }
}

/** How long an answer may take. */
const PATIENCE_MS = 30_000

/** The administrator of a running cluster, as a client on this machine. */
export const adminConnection = (
  { localUrl }: Pick<ServingFile, 'localUrl'>,
  { caPem, credentials }: KubeconfigParts,
): ApiConnection => ({
  server: localUrl,
  ca: Buffer.from(caPem),
  certificate: 'token' in credentials ? undefined : Buffer.from(credentials.certificatePem),
  key: 'token' in credentials ? undefined : Buffer.from(credentials.keyPem),
  token: 'token' in credentials ? credentials.token : undefined,
  timeoutMs: PATIENCE_MS,
})
