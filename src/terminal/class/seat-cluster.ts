/** The cluster of one lab of one learner, in this process, kept in a folder. */
import { join } from 'node:path'
import type { Entropy } from '../../api/entropy.ts'
import { keepPrivateFile, readIfThere } from '../../boot/files.ts'
import { systemClock } from '../../boot/system.ts'
import { orderFaults } from '../../labs/class/beginning.ts'
import { type LabAuthority, labAuthority } from '../../labs/cluster-options.ts'
import type { Lab } from '../../labs/lab.ts'
import { AUDIT_POLICY, type LabServer } from '../../labs/lab-server.ts'
import { createServer, type Server } from '../../server.ts'
import type { Reach } from './class-file.ts'

export interface SeatCluster {
  readonly server: Server
  /** as the learner finds it */
  readonly at: LabServer
  readonly port: number
}

const CA = 'ca.json'

const auditLogIn = (folder: string): string => join(folder, 'audit.log')

const open = async (
  lab: Lab,
  folder: string,
  { reach, port }: { readonly reach: Reach; readonly port: number },
  ca: LabAuthority,
): Promise<SeatCluster> => {
  const auditLog = auditLogIn(folder)
  const server = await createServer({
    hints: false,
    ...lab.seed.cluster,
    ...reach,
    ca,
    port,
    dataDir: join(folder, 'data'),
    auditLog,
    auditPolicy: AUDIT_POLICY,
  })
  try {
    const listening = await server.listen()
    const { adminToken: token, admin, authority } = server
    return {
      server,
      port: listening.port,
      at: {
        url: listening.url,
        token,
        admin,
        caPem: authority.certificatePem,
        caKeyPem: authority.keyPem,
        auditLog,
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** A new one. `port`: 0 takes a free one. Throws what `createServer` throws. */
export const makeSeatCluster = async (
  lab: Lab,
  folder: string,
  {
    reach,
    port,
    entropy,
  }: { readonly reach: Reach; readonly port: number; readonly entropy: Entropy },
): Promise<SeatCluster> => {
  const ca = await labAuthority(lab, { clock: systemClock, entropy, keyType: 'p256' })
  // a cluster that was given a CA is given it at every start
  keepPrivateFile(join(folder, CA), JSON.stringify(ca))
  return open(lab, folder, { reach, port }, ca)
}

/** Serves it again. Of what goes wrong in it nothing is kept, so it is ordered anew. Throws what `createServer` throws. */
export const openSeatCluster = async (
  lab: Lab,
  folder: string,
  { reach, port }: { readonly reach: Reach; readonly port: number },
): Promise<SeatCluster> => {
  const ca = JSON.parse(readIfThere(join(folder, CA)) ?? '{}') as LabAuthority
  const cluster = await open(lab, folder, { reach, port }, ca)
  await orderFaults(cluster.server, lab)
  return cluster
}
