import { join, resolve } from 'node:path'
import { FileError, folderRisk } from '../../server/files.ts'
import { startError } from '../../server/start-error.ts'
import type { LabDesk } from '../../teaching/page/parts.ts'
import { bannerLines, folderWarning, hostWarning, pageLines } from '../banner.ts'
import { type ClusterLine, readClusterLine } from '../cluster-line.ts'
import { CLUSTER_NAME } from '../clusters/names.ts'
import { type ClusterLocation, locationOfLine } from '../clusters/location.ts'
import { removeRecord, writeRecord } from '../clusters/records.ts'
import { holdsCluster, isAlive, readServing, servingJson } from '../clusters/serving.ts'
import {
  type CommandContext,
  CommandError,
  type CommandLine,
  type Environment,
  isForPrograms,
  realPath,
  type Run,
  UsageError,
} from '../kit/index.ts'
import { claimMemoryKubeconfig } from '../kubeconfig/memory-kubeconfig.ts'
import { readOptionFiles } from '../option-files.ts'
import { type ClusterPlan, type OpenCluster, openCluster } from './open-cluster.ts'

const INTERVAL_MS = 250

/**
 * Throws CommandError if the name belongs to a running cluster in memory, or to a cluster on disk
 * that this start would not open. A second start of a cluster on disk fails at the lock of its
 * data folder.
 */
const assertFree = ({ name, dataDir, record }: ClusterLocation, isInMemory: boolean): void => {
  if (record === undefined) return
  const { folder } = record
  const isRunning = record.isInMemory && isAlive(readServing(folder)?.pid ?? null)
  const isElsewhere = (isInMemory || realPath(folder) !== realPath(dataDir)) && holdsCluster(folder)
  if (isRunning || (!record.isInMemory && isElsewhere))
    throw new CommandError(
      `the cluster ${name} already exists, ${isRunning ? 'in memory' : `kept in ${folder}`}; choose another --name, or run csrlab delete ${name}.`,
    )
}

const planOf = (
  line: CommandLine,
  { options, kubeconfig, name, files, isHost }: ClusterLine,
  { environment }: CommandContext,
): ClusterPlan => {
  const isInMemory = options.dataDir === undefined
  const location = locationOfLine(line, environment)
  assertFree(location, isInMemory)
  const dataDir = isInMemory ? undefined : location.dataDir
  const recreate = line.switches['recreate'] === true
  if (recreate && (options.etcdServers ?? []).length > 0)
    throw new UsageError(
      '--recreate does not remove a cluster from etcd; choose another --etcd-prefix instead',
    )
  const hasPort = name === CLUSTER_NAME || line.values['port'] !== undefined
  const port = hasPort ? options.port : (location.record?.port ?? 0)
  return {
    name,
    hosting: isHost ? {} : undefined,
    options: {
      ...options,
      ...readOptionFiles(files),
      dataDir,
      ...(port !== undefined && { port }),
    },
    recreate,
    kubeconfig: (folder, listening) => {
      if (kubeconfig !== undefined) return resolve(kubeconfig)
      return isInMemory ? claimMemoryKubeconfig(name, listening) : join(folder, 'kubeconfig')
    },
  }
}

const farewell = ({ serving: { name, dataDir }, options }: OpenCluster): string => {
  if (options.etcd !== undefined) return 'stopped; the cluster is kept in etcd'
  if (dataDir === null) return 'stopped; the cluster was in memory, and nothing is left'
  const which = name === CLUSTER_NAME ? '' : ` ${name}`
  return `stopped; the cluster${which} is kept in ${dataDir}`
}

const keepRecord = ({ serving, folder }: OpenCluster, environment: Environment): void => {
  const { name, port, dataDir } = serving
  if (name !== CLUSTER_NAME)
    writeRecord(environment, { name, folder, isInMemory: dataDir === null, port })
}

/**
 * Ends the process if the server's data file was deleted or replaced. Two checks in a row must
 * fail, because a network folder may be unreadable for a moment.
 */
const guard = (cluster: OpenCluster, process: CommandContext['process']): void => {
  let missed = 0
  const timer = setInterval(() => {
    missed = cluster.server.isInPlace() ? 0 : missed + 1
    if (missed < 2) return
    clearInterval(timer)
    const lost = `the database in ${cluster.folder} was deleted or replaced while its cluster was running, so the cluster has stopped`
    process.fail(new FileError(lost), cluster.close())
  }, INTERVAL_MS)
  timer.unref()
}

const showLab = ({ server, serving }: OpenCluster, context: CommandContext): void => {
  const [, lab] = /^lab-(.+)$/.exec(serving.name) ?? []
  if (lab === undefined) return
  let desk: LabDesk | undefined
  server.page.useLab(async () => {
    const { deskOf } = await import('../labs/page-desk.ts')
    return (desk ??= deskOf(lab, context))
  })
}

export const startCommand: Run = async (line, context) => {
  const { version, terminal, process, environment } = context
  const plan = planOf(line, readClusterLine(line), context)
  const { auditLog, dataDir } = plan.options
  // with --json or --audit-log -, standard output has only JSON or audit events
  const isJson = isForPrograms(line)
  const tell = isJson || auditLog === '-' ? terminal.warn : terminal.print
  let cluster: OpenCluster | undefined
  const stop = async (): Promise<void> => {
    await cluster?.close()
    if (cluster?.serving.dataDir === null) removeRecord(environment, cluster.serving.name)
    // overwrites the ^C of the terminal
    terminal.progress(undefined)
    if (cluster !== undefined) tell([farewell(cluster)])
  }
  process.onStop(stop, () => cluster?.serving.leavingMs ?? 0)
  // a controller that reads a damaged row may cause an uncaught exception
  process.onFault((error) => startError(error, { dataDir }))
  cluster = await openCluster(plan)
  try {
    keepRecord(cluster, environment)
  } catch (error) {
    await cluster.close()
    throw error
  }
  guard(cluster, process)
  showLab(cluster, context)
  const { host } = cluster.options
  const warnings = [hostWarning(host), dataDir && folderWarning(dataDir, folderRisk(dataDir))]
  for (const warning of warnings) if (warning) terminal.warn([`csrlab: ${warning}`])
  if (isJson) terminal.write(servingJson(cluster.serving))
  else tell(bannerLines(cluster, version))
  if (cluster.options.ui && !isJson) tell(pageLines(await cluster.server.page.link()))
  return undefined
}
