import { join } from 'node:path'
import { clusterOf } from '../../hosting/class/bundle.ts'
import { DESK, deskObjects, deskUrl } from '../../hosting/class/desk.ts'
import type { HostedClusters } from '../../hosting/hosted-clusters.ts'
import { documentsText } from '../../server/populate.ts'
import { makeFolder } from '../../storage/folder.ts'
import { AUDIT_POLICY, type LabServer } from '../../teaching/labs/lab-server.ts'
import { openCluster } from '../serve/open-cluster.ts'
import { auditLogOf, dataFolder, type FoundClass, readState, writeState } from './class-file.ts'

export type OpenClass = Awaited<ReturnType<typeof openClass>>

/** Limits of the desk cluster, which all learners use. */
const DESK_LIMITS = { requestsPerSecond: 5000, watches: 500, objects: 100_000, bytes: 1 << 28 }

/** Applies objects to the desk cluster: all or none. */
export const applyAtDesk = async (
  host: HostedClusters,
  objects: readonly object[],
): Promise<void> => {
  await host.get(DESK).use((server) => server.populate(documentsText(objects)))
}

/** Rejects with the errors of `createHost`, ListenError and FileError. */
export const openClass = async ({ home, file }: Pick<FoundClass, 'home' | 'file'>) => {
  const state = readState(home)
  const { port, ...reach } = file.reach
  makeFolder(join(home, 'audit'))
  const opened = await openCluster({
    name: file.name,
    hosting: {
      auditOf: (name) =>
        name === DESK ? {} : { auditLog: auditLogOf(home, name), auditPolicy: AUDIT_POLICY },
    },
    options: {
      ...reach,
      port: port || state.port,
      dataDir: dataFolder(home),
      hints: false,
      caKeyType: 'p256',
    },
    kubeconfig: (folder) => join(folder, 'kubeconfig'),
  })
  const { server, serving } = opened
  const host = opened.clusters!
  const { url } = serving
  const caPem = server.authority.certificatePem
  const open = {
    home,
    host,
    url,
    caPem,
    /** to be written with `writeState` after each change */
    state,
    close: () => opened.close(),
  }
  try {
    if (state.port === 0) {
      await host.create({ names: [DESK], limits: DESK_LIMITS })
      await applyAtDesk(host, deskObjects(deskUrl(url), caPem))
      state.port = serving.port
      writeState(home, state)
    }
    return open
  } catch (error) {
    await open.close()
    throw error
  }
}

/** Wakes the cluster of a learner's lab. */
export const seatServer = (
  { home, host, url, caPem }: OpenClass,
  learner: string,
  lab: string,
): Promise<LabServer> => {
  const name = clusterOf(learner, lab)
  const cluster = host.get(name)
  return cluster.use(async (server) => ({
    url: `${url}/clusters/${name}`,
    token: cluster.token,
    admin: (await server.identities()).admin,
    caPem: server.authority.certificatePem,
    servingCaPem: caPem,
    caKeyPem: server.authority.keyPem,
    auditLog: auditLogOf(home, name),
    requester: { inject: (...asked) => cluster.use((awake) => awake.inject(...asked)) },
  }))
}
