import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pid } from 'node:process'
import { base64 } from '../../apimachinery/text/base64.ts'
import { adminEntry, caOf, type KubeconfigParts } from '../../apiserver/client/kubeconfig.ts'
import { LAST_ANSWERS_MS } from '../../apiserver/http/server.ts'
import { assertListenable } from '../../apiserver/http/wire/listener.ts'
import { PLAIN_HOST } from '../../apiserver/http/wire/plain.ts'
import type { HostOptions } from '../../hosting/host.ts'
import { FileError, keepPrivateFile } from '../../server/files.ts'
import { type ServerOptions, validateOptions, type ValidOptions } from '../../server/options.ts'
import type { RunningServer } from '../../server/running-server.ts'
import { createServer } from '../../server/server.ts'
import { removeCluster } from '../clusters/data-folder.ts'
import { makeMemoryFolder } from '../clusters/memory-folder.ts'
import { readServing, type ServingFile, writeServing } from '../clusters/serving.ts'
import { keepKubeconfig, removeFromKubeconfig, writeAdminFiles } from '../kubeconfig/admin-files.ts'
import { writeUserFiles } from '../user-files.ts'
import { releaseMemory } from './release-memory.ts'

export interface ClusterPlan {
  readonly name: string
  readonly options: ServerOptions
  /** undefined: an ordinary server */
  readonly hosting?: HostOptions | undefined
  /** whether to remove the cluster in the data folder, once the ports are known to be free */
  readonly recreate?: boolean
  /** called once the server listens; returns the path of the kubeconfig */
  readonly kubeconfig: (folder: string, port: number) => string
}

export type OpenCluster = Awaited<ReturnType<typeof openCluster>>

/** Must be called before a data folder is made. Rejects with ListenError. */
const assertPorts = async ({
  host,
  port,
  insecurePort,
  ui,
  uiPort,
}: ValidOptions): Promise<void> => {
  await assertListenable(host, port)
  if (insecurePort !== undefined)
    await assertListenable(PLAIN_HOST, insecurePort, '--insecure-port')
  if (ui) await assertListenable(PLAIN_HOST, uiPort, '--ui-port')
}

/** Writes users' files beside the documents that declare the users. */
const writeUsers = (
  { populated, authority }: RunningServer,
  { populate: { sources } }: ValidOptions,
  url: string,
): void => {
  for (const [i, { users }] of populated.entries())
    for (const user of users)
      writeUserFiles(user, sources[i]?.name ?? '', { server: url, caPem: authority.certificatePem })
}

const makeServer = async (options: ServerOptions, hosting?: HostOptions) => {
  if (hosting === undefined) return { server: await createServer(options), clusters: undefined }
  const { createHost } = await import('../../hosting/host.ts')
  // fails in a Node without inspector; V8 then returns the memory by itself, later
  const allAsleep = (): void => void releaseMemory().catch(() => undefined)
  return createHost(options, { allAsleep, ...hosting })
}

/** Returns how long a server may keep serving after a signal. */
const leavingMsOf = ({ shutdownDelayDuration }: ValidOptions): number =>
  shutdownDelayDuration === 0 ? 0 : shutdownDelayDuration * 1000 + LAST_ANSWERS_MS

/** Changes nothing if the folder is gone, or another process uses it. */
const noteEnd = (folder: string): void => {
  const lastServing = readServing(folder)
  if (lastServing?.pid === pid) writeServing(folder, { ...lastServing, pid: null })
}

/**
 * Serves a cluster, and writes its files. If the start fails, removes the data folder if it is new.
 * Rejects with ListenError, FileError, CommandError, and the errors of `createServer`.
 */
export const openCluster = async ({
  name,
  options,
  hosting,
  recreate = false,
  kubeconfig,
}: ClusterPlan) => {
  const valid = validateOptions(options)
  await assertPorts(valid)
  const { dataDir } = valid
  const isKept = dataDir !== undefined
  if (recreate && isKept && existsSync(dataDir)) removeCluster(dataDir)
  const isNew = isKept && !existsSync(dataDir)
  const removeNew = (): void => {
    // nobody has used the new CA yet
    try {
      if (isNew && existsSync(dataDir)) removeCluster(dataDir)
    } catch {
      // the caller throws the error of the start
    }
  }
  const { server, clusters } = await makeServer(options, hosting).catch((error: unknown) => {
    // the folder may belong to a replica that started at the same time
    if (valid.etcd === undefined) removeNew()
    throw error
  })
  let folder: string | undefined
  let leave: () => void = () => undefined
  let ending: Promise<void> | undefined
  const close = (): Promise<void> =>
    (ending ??= server.close().finally(() => {
      if (folder === undefined) return
      if (isKept) return noteEnd(folder)
      rmSync(folder, { recursive: true, force: true })
      leave()
    }))
  try {
    const { url, localUrl, port, insecureUrl } = await server.listen()
    folder = isKept ? resolve(dataDir) : makeMemoryFolder()
    // files written below must not replace those of another process
    if (!server.isInPlace())
      throw new FileError(`${folder} was deleted during the start; start again.`)
    const path = kubeconfig(folder, port)
    const admin: KubeconfigParts = {
      name,
      mark: isKept ? { 'data-dir': folder } : { pid, folder },
      server: url,
      caPem: server.authority.certificatePem,
      user: adminEntry(name),
      credentials: server.admin,
    }
    const ca = base64(admin.caPem)
    leave = () => void removeFromKubeconfig(path, (entry) => caOf(entry) === ca)
    writeAdminFiles(folder, server)
    const useContext = keepKubeconfig(path, admin)
    writeUsers(server, valid, url)
    if (!isKept) keepPrivateFile(join(folder, 'token'), `${server.adminToken}\n`)
    const serving: ServingFile = {
      name,
      url,
      localUrl,
      leavingMs: leavingMsOf(valid),
      port,
      ...(insecureUrl !== undefined && { insecureUrl }),
      kubeconfig: path,
      caFile: join(folder, 'ca.crt'),
      tokenFile: join(folder, 'token'),
      dataDir: isKept ? folder : null,
      pid,
    }
    writeServing(folder, serving)
    return {
      server,
      /** undefined: an ordinary server */
      clusters,
      options: valid,
      serving,
      /** name of the cluster's context; undefined if it is already current */
      useContext,
      /** absolute */
      folder,
      /** For a cluster in memory, also removes its files and kubeconfig entries. Idempotent. */
      close,
    }
  } catch (error) {
    await close()
    if (server.isInPlace()) removeNew()
    throw error
  }
}
