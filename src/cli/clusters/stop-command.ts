/** `csrlab stop`: ends a running cluster like Ctrl-C. */
import { setTimeout } from 'node:timers/promises'
import { systemStopwatch } from '../../server/system.ts'
import { CommandError, linesResult, type Run } from '../kit/index.ts'
import { findOne, type FoundCluster } from './found.ts'
import { isAlive } from './serving.ts'

const INTERVAL_MS = 25
/** Longer than the stop timeout of a server without `--shutdown-delay-duration`. */
const PATIENCE_MS = 10_000

/** Stops a cluster's process, and waits until it has ended. Throws CommandError after a timeout. */
export const endProcess = async (name: string, pid: number): Promise<void> => {
  process.kill(pid, 'SIGTERM')
  const until = systemStopwatch() + PATIENCE_MS
  while (isAlive(pid)) {
    if (systemStopwatch() > until)
      throw new CommandError(`${name} does not stop; its process is ${pid}`, 3)
    await setTimeout(INTERVAL_MS)
  }
}

/** Throws like {@link endProcess}. */
export const stopRunning = async ({
  name,
  lastServing,
  isRunning,
}: Pick<FoundCluster, 'name' | 'lastServing' | 'isRunning'>): Promise<void> => {
  if (isRunning && typeof lastServing?.pid === 'number') await endProcess(name, lastServing.pid)
}

export const stopCommand: Run = async (line, { environment }) => {
  const cluster = await findOne(line, environment)
  await stopRunning(cluster)
  const { name, folder, isInMemory, isRunning } = cluster
  const kept = isInMemory ? 'it was in memory; nothing is left' : `its data stay in ${folder}`
  return linesResult([`${name} ${isRunning ? 'is stopped' : 'is not running'}; ${kept}`])
}
