/** A cluster of the command line: its server, its files, and the end of both. */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pid } from 'node:process'
import { FileError, keepPrivateFile } from '../../server/files.ts'
import { type ServerOptions, type ValidOptions, validateOptions } from '../../server/options.ts'
import type { HostOptions } from '../../hosting/host.ts'
import type { HostedClusters } from '../../hosting/hosted-clusters.ts'
import { assertListenable } from '../../apiserver/http/wire/listener.ts'
import { PLAIN_HOST } from '../../apiserver/http/wire/plain.ts'
import type { Listening } from '../../server/listener.ts'
import type { RunningServer } from '../../server/running-server.ts'
import { createServer } from '../../server/server.ts'
import {
  type AdminFiles,
  adminKubeconfig,
  removeFromKubeconfig,
  writeAdminFiles,
} from '../admin-files.ts'
import { removeCluster } from '../clusters/data-folder.ts'
import { makeMemoryFolder } from '../clusters/memory-folder.ts'
import { writeUserFiles } from '../user-files.ts'
import { readServing, type ServingFile, writeServing } from '../clusters/serving.ts'

export interface Wanted {
  readonly name: string
  readonly options: ServerOptions
  /** for a server that holds other clusters; default: it holds none */
  readonly hosting?: HostOptions | undefined
  /** called before anything is made, once it is known that its ports are free */
  readonly prepare?: () => void
  /** the kubeconfig to write; asked once it listens */
  readonly kubeconfig: (folder: string, port: number) => string
}

export interface OpenCluster extends MadeServer {
  readonly options: ValidOptions
  readonly serving: ServingFile
  /** the context to choose, where the kubeconfig has another one as current */
  readonly useContext: string | undefined
  /** absolute; where its files are */
  readonly folder: string
  /** Closes the server, and takes away what is of no use without it. Idempotent. */
  close(): Promise<void>
}

/**
 * Asked first, so that a start that fails for its port has not made a data folder. Rejects with
 * ListenError.
 */
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

const servingOf = (
  files: AdminFiles,
  { url, localUrl, port, insecureUrl }: Listening,
  dataDir: string | null,
): ServingFile => ({
  name: files.name,
  url,
  localUrl,
  port,
  ...(insecureUrl !== undefined && { insecureUrl }),
  kubeconfig: files.kubeconfig,
  caFile: join(files.folder, 'ca.crt'),
  tokenFile: join(files.folder, 'token'),
  dataDir,
  pid,
})

/** The files of the users that the start was to have, beside their documents. Throws FileError. */
const writeUsers = (
  { populated, authority }: RunningServer,
  { populate: { sources } }: ValidOptions,
  url: string,
): void => {
  for (const [i, { users }] of populated.entries())
    for (const user of users)
      writeUserFiles(user, sources[i]?.name ?? '', { server: url, caPem: authority.certificatePem })
}

interface MadeServer {
  readonly server: RunningServer
  /** undefined: it hosts no clusters */
  readonly clusters?: HostedClusters
}

/** Loads the code for hosting only if needed. */
const makeServer = async (options: ServerOptions, hosting?: HostOptions): Promise<MadeServer> => {
  if (hosting === undefined) return { server: await createServer(options) }
  const { createHost } = await import('../../hosting/host.ts')
  return createHost(options, hosting)
}

/**
 * Its address stays known. What another one has said in the folder meanwhile is left, and so is a
 * folder that is gone.
 */
const noteEnd = (folder: string): void => {
  const said = readServing(folder)
  if (said?.pid === pid) writeServing(folder, { ...said, pid: null })
}

/**
 * Serves, and writes the files of the server, also when it renews what is in them. Throws what
 * `createServer` throws, ListenError and FileError; then nothing is left of it but what was there
 * before.
 */
export const openCluster = async ({
  name,
  options,
  hosting,
  prepare,
  kubeconfig,
}: Wanted): Promise<OpenCluster> => {
  const valid = validateOptions(options)
  await assertPorts(valid)
  prepare?.()
  const { dataDir } = valid
  const isNew = dataDir !== undefined && !existsSync(dataDir)
  const { server, clusters } = await makeServer(options, hosting)
  const isKept = dataDir !== undefined
  let folder: string | undefined
  let files: AdminFiles | undefined
  let ending: Promise<void> | undefined
  const close = (): Promise<void> =>
    (ending ??= server.close().finally(() => {
      if (folder === undefined) return
      if (isKept) return noteEnd(folder)
      rmSync(folder, { recursive: true, force: true })
      if (files !== undefined)
        removeFromKubeconfig(files.kubeconfig, adminKubeconfig(server, files))
    }))
  try {
    const listening = await server.listen()
    folder = isKept ? resolve(dataDir) : makeMemoryFolder()
    // what another process has made there since then is not to be overwritten
    if (!server.isInPlace())
      throw new FileError(`${folder} was deleted during the start; start again.`)
    const written: AdminFiles = {
      name,
      url: listening.url,
      folder,
      mark: isKept ? { 'data-dir': folder } : { pid, folder },
      kubeconfig: kubeconfig(folder, listening.port),
    }
    files = written
    const useContext = writeAdminFiles(server, written)
    writeUsers(server, valid, listening.url)
    if (!isKept) keepPrivateFile(join(folder, 'token'), `${server.adminToken}\n`)
    const serving = servingOf(written, listening, isKept ? folder : null)
    writeServing(folder, serving)
    return {
      server,
      ...(clusters && { clusters }),
      options: valid,
      serving,
      useContext,
      folder,
      close,
    }
  } catch (error) {
    await close()
    // what was made for nobody: not even a CA is known to anybody
    if (isNew && server.isInPlace()) removeCluster(dataDir)
    throw error
  }
}
