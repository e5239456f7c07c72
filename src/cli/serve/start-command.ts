/** `csrlab` alone: a cluster that serves until it is stopped. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Shown, shown, shownLines } from '../../apimachinery/text/shown.ts'
import { FileError, folderRisk } from '../../server/files.ts'
import { startError } from '../../server/start-error.ts'
import { formatName } from '../../ca/name.ts'
import type { CommandLine } from '../kit/command-line.ts'
import { CommandError } from '../kit/command-options.ts'
import type { LabDesk } from '../../teaching/page/parts.ts'
import { LAST_ANSWERS_MS } from '../../apiserver/http/wire/farewell.ts'
import { banner, folderWarning, hostWarning, pageLine } from '../banner.ts'
import { type ClusterLine, readClusterLine } from '../cluster-line.ts'
import { removeCluster } from '../clusters/data-folder.ts'
import { claimMemoryKubeconfig } from '../clusters/memory-kubeconfig.ts'
import { CLUSTER_NAME } from '../clusters/names.ts'
import { kubeconfigIn, type Place, placeOfLine } from '../clusters/place.ts'
import { removeRecord, writeRecord } from '../clusters/records.ts'
import { isAlive, readServing } from '../clusters/serving.ts'
import { servingJson } from '../clusters/serving-json.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { readOptionFiles } from '../option-files.ts'
import { guardFolder } from './folder-guard.ts'
import { type OpenCluster, openCluster, type Wanted } from './open-cluster.ts'

/**
 * A name in memory may be no other cluster's; of one that is kept, the data folder lets in one
 * process at a time.
 */
const assertFree = ({ name, dataDir, record }: Place, isInMemory: boolean): void => {
  if (record === undefined) return
  const isRunning = record.isInMemory && isAlive(readServing(record.folder)?.pid ?? null)
  if (isRunning || (isInMemory && !record.isInMemory))
    throw new CommandError(
      `there is a cluster ${name} already, ${isRunning ? 'in memory' : `kept in ${dataDir}`}; choose another --name, or csrlab delete ${name}.`,
    )
}

/** The options of the cluster: a named cluster has its own place and port. */
const wantedOf = (
  line: CommandLine,
  { options, kubeconfig, name, files, isHost }: ClusterLine,
  { environment }: CommandParts,
): Wanted => {
  const isInMemory = options.dataDir === undefined
  const place = placeOfLine(line, environment)
  if (name !== CLUSTER_NAME) assertFree(place, isInMemory)
  const dataDir = name === CLUSTER_NAME ? options.dataDir : place.dataDir
  const port =
    name === CLUSTER_NAME || line.values['port'] !== undefined ? options.port : (place.port ?? 0)
  return {
    name,
    hosting: isHost ? {} : undefined,
    options: {
      ...options,
      ...readOptionFiles(files),
      dataDir: isInMemory ? undefined : dataDir,
      ...(port !== undefined && { port }),
    },
    prepare: () => {
      const isToGo = line.switches['recreate'] === true && !isInMemory
      if (isToGo && dataDir !== undefined && existsSync(dataDir)) removeCluster(dataDir)
    },
    kubeconfig: (folder, listening) => {
      if (kubeconfig !== undefined) return resolve(kubeconfig)
      return isInMemory ? claimMemoryKubeconfig(name, listening) : kubeconfigIn(folder)
    },
  }
}

const bannerOf = (cluster: OpenCluster, version: string): Shown => {
  const { server, serving, useContext, options } = cluster
  return banner({
    version,
    ...(serving.name !== CLUSTER_NAME && { name: serving.name }),
    url: serving.url,
    insecureUrl: serving.insecureUrl,
    authority: formatName(server.authority.certificate.subject),
    fingerprint: server.authority.fingerprint,
    dataDir: serving.dataDir ?? undefined,
    etcdServers: options.etcd?.servers,
    kubeconfig: serving.kubeconfig,
    token: serving.dataDir === null ? undefined : serving.tokenFile,
    useContext,
  })
}

const farewell = ({ serving: { name, dataDir }, options }: OpenCluster): string => {
  if (options.etcd !== undefined) return 'stopped; the cluster is kept in etcd'
  if (dataDir === null) return 'stopped; the cluster was in memory, and is gone'
  const which = name === CLUSTER_NAME ? '' : ` ${name}`
  return `stopped; the cluster${which} is kept in ${dataDir}`
}

/** How long it may take leave of its clients before it is closed. */
const leavingMs = (cluster: OpenCluster | undefined): number => {
  const { shutdownDelayDuration = 0 } = cluster?.options ?? {}
  return shutdownDelayDuration === 0 ? 0 : shutdownDelayDuration * 1000 + LAST_ANSWERS_MS
}

/** Keeps the record of a named cluster: for good, or of one in memory for as long as it runs. */
const keepRecord = (
  { serving, folder }: OpenCluster,
  environment: CommandParts['environment'],
): (() => void) => {
  const { name, port, dataDir } = serving
  if (name === CLUSTER_NAME) return () => undefined
  const isInMemory = dataDir === null
  writeRecord(environment, { name, folder, isInMemory, port })
  return () => {
    if (isInMemory) removeRecord(environment, name)
  }
}

/** Nothing can be kept without the folder, so the process ends, and says why. */
const guard = (cluster: OpenCluster, process: CommandParts['process']): void =>
  guardFolder(cluster.server, () => {
    const lost = `${cluster.folder} was deleted while its cluster was running, which is stopped now; the next start makes a new one`
    process.fail(new FileError(lost), cluster.close())
  })

/** The page of a lab's cluster shows the lab. */
const showLab = ({ server, serving }: OpenCluster, parts: CommandParts): void => {
  const [, lab] = /^lab-(.+)$/.exec(serving.name) ?? []
  if (lab === undefined) return
  let desk: LabDesk | undefined
  server.page.useLab(async () => {
    const { deskOf } = await import('../labs/page-desk.ts')
    return (desk ??= deskOf(lab, parts))
  })
}

/** A start that takes longer than this says so, in milliseconds. */
const SLOW_START_MS = 1000

/** Runs a start, and says so on the terminal if it is slow. */
const tellOfSlow = async <T>(
  { progress }: Pick<CommandParts['terminal'], 'progress'>,
  start: () => Promise<T>,
): Promise<T> => {
  const timer = setTimeout(() => progress(shown('starting the cluster …')), SLOW_START_MS)
  try {
    return await start()
  } finally {
    clearTimeout(timer)
    progress(undefined)
  }
}

/**
 * Resolves once the cluster serves and the banner is printed. Throws what `createServer` throws,
 * OptionsError, ListenError and FileError.
 */
export const startCommand = async (line: CommandLine, parts: CommandParts): Promise<undefined> => {
  const { version, terminal, process, environment } = parts
  const clusterLine = readClusterLine(line)
  const wanted = wantedOf(line, clusterLine, parts)
  const { auditLog, dataDir } = wanted.options
  // what a program reads there is not for people
  const tell = clusterLine.isForPrograms || auditLog === '-' ? terminal.warn : terminal.print
  let cluster: OpenCluster | undefined
  let forget: () => void = () => undefined
  const stop = async (): Promise<void> => {
    await cluster?.close()
    forget()
    // over the ^C that a terminal has put there
    terminal.progress(undefined)
    if (cluster !== undefined) tell(shownLines([farewell(cluster), '']))
  }
  process.onStop(stop, () => leavingMs(cluster))
  // a row that the controllers are the first to read
  process.onFault((error) => startError(error, { dataDir }))
  cluster = await tellOfSlow(terminal, () => openCluster(wanted))
  try {
    forget = keepRecord(cluster, environment)
  } catch (error) {
    await cluster.close()
    throw error
  }
  guard(cluster, process)
  showLab(cluster, parts)
  const { host } = cluster.options
  const warnings = [hostWarning(host), dataDir && folderWarning(dataDir, folderRisk(dataDir))]
  for (const warning of warnings) if (warning) terminal.warn(shownLines([`csrlab: ${warning}`, '']))
  if (clusterLine.isForPrograms) terminal.write(servingJson(cluster.serving))
  else tell(bannerOf(cluster, version))
  if (cluster.options.ui && !clusterLine.isForPrograms)
    tell(pageLine(await cluster.server.page.link()))
  return undefined
}
