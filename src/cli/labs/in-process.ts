import { join } from 'node:path'
import { createServer } from '../../server/server.ts'
import { systemClock, systemEntropy } from '../../server/system.ts'
import { labAuthority } from '../../teaching/labs/cluster-options.ts'
import { AUDIT_POLICY, type LabServer } from '../../teaching/labs/lab-server.ts'
import type { Lab } from '../../teaching/labs/lab.ts'

/** Runs `task` with a server in memory. `folder`: for its audit log. */
export const withLabServer = async <T>(
  lab: Lab,
  folder: string,
  task: (server: LabServer) => Promise<T>,
): Promise<T> => {
  const ca = await labAuthority(lab, {
    clock: systemClock,
    entropy: systemEntropy,
    keyType: 'p256',
  })
  const auditLog = join(folder, 'audit.log')
  const server = await createServer({
    hints: false,
    ...lab.seed.cluster,
    ca,
    auditLog,
    auditPolicy: AUDIT_POLICY,
    port: 0,
  })
  try {
    const { url } = await server.listen()
    const { adminToken: token, admin, authority } = server
    const { certificatePem: caPem, keyPem: caKeyPem } = authority
    return await task({ url, token, admin, caPem, servingCaPem: caPem, caKeyPem, auditLog })
  } finally {
    await server.close()
  }
}
