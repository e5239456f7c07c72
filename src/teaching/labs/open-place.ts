import { type NamedResource, readResources } from '../../apiserver/client/resource-names.ts'
import { fetchAuditLog } from './audit-log-copy.ts'
import { openAdmin } from './client.ts'
import { adminOf, type LabAddress, type LabServer } from './lab-server.ts'
import type { LabWorkspace } from './place.ts'
import type { Wording } from './wording.ts'

interface PlaceParts {
  readonly server: LabAddress & Pick<LabServer, 'token' | 'auditLog' | 'asker'>
  readonly folder: string
  readonly seededBytes: number
  readonly say: Wording
  readonly now: () => number
  /** whether `auditLog` is a copy of a remote log */
  readonly isFarAway?: boolean
}

export interface OpenPlace extends LabWorkspace {
  close(): void
}

export const openPlace = ({
  server,
  folder,
  seededBytes,
  say,
  now,
  isFarAway = false,
}: PlaceParts): OpenPlace => {
  const client = openAdmin(server)
  let served: Promise<readonly NamedResource[]> | undefined
  return {
    admin: adminOf(server),
    asker: client,
    caPem: server.caPem,
    folder,
    auditLog: server.auditLog,
    fetchAuditLog: isFarAway ? () => fetchAuditLog(client, server.auditLog) : undefined,
    seededBytes,
    say,
    now,
    resources: () => (served ??= readResources(client)),
    close: () => client.close(),
  }
}
