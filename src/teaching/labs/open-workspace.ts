import type { Clock } from '../../apimachinery/clock.ts'
import { type NamedResource, readResources } from '../../apiserver/client/resource-names.ts'
import { fetchAuditLog } from './audit-log-copy.ts'
import { openAdmin } from './client.ts'
import { adminOf, type LabServer } from './lab-server.ts'
import type { LabWorkspace } from './workspace.ts'
import { type Wording, wordingOf } from './wording.ts'

export interface WorkspaceParts {
  readonly server: Omit<LabServer, 'admin' | 'caKeyPem'>
  readonly folder: string
  readonly seededBytes: number
  /** default: English */
  readonly say?: Wording
  readonly clock: Pick<Clock, 'now'>
  /** whether `auditLog` is a copy of a remote log */
  readonly isFarAway?: boolean
}

export const openWorkspace = ({
  server,
  folder,
  seededBytes,
  say = wordingOf('en'),
  clock,
  isFarAway = false,
}: WorkspaceParts): LabWorkspace => {
  const client = openAdmin(server)
  let served: Promise<readonly NamedResource[]> | undefined
  return {
    admin: adminOf(server),
    requester: client,
    caPem: server.caPem,
    folder,
    auditLog: server.auditLog,
    fetchAuditLog: isFarAway ? () => fetchAuditLog(client, server.auditLog) : undefined,
    seededBytes,
    say,
    clock,
    resources: () => (served ??= readResources(client)),
    close: () => client.close(),
  }
}

export const withWorkspace = async <T>(
  parts: WorkspaceParts,
  task: (workspace: LabWorkspace) => Promise<T>,
): Promise<T> => {
  const workspace = openWorkspace(parts)
  try {
    return await task(workspace)
  } finally {
    workspace.close()
  }
}
