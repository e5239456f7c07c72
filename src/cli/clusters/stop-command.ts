import { setTimeout } from 'node:timers/promises'
import { systemStopwatch } from '../../server/system.ts'
import { CommandError, type Run } from '../kit/index.ts'
import { findOne } from './found.ts'
import { isAlive } from './serving.ts'

const INTERVAL_MS = 25
/** Longer than the stop timeout of a server without `--shutdown-delay-duration`. */
const PATIENCE_MS = 10_000

/** Ends a cluster's process, if it runs. Throws CommandError after a timeout. */
export const endProcess = async (name: string, pid: number | null = null): Promise<void> => {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGTERM')
  const until = systemStopwatch() + PATIENCE_MS
  while (isAlive(pid)) {
    if (systemStopwatch() > until)
      throw new CommandError(`${name} does not stop; its process is ${pid}`, 3)
    await setTimeout(INTERVAL_MS)
  }
}

export const stopCommand: Run = async (line, { environment }) => {
  const { name, folder, isInMemory, serving } = await findOne(line, environment)
  await endProcess(name, serving?.pid)
  const kept = isInMemory ? 'it was in memory; nothing is left' : `its data stay in ${folder}`
  return { lines: [`${name} ${serving ? 'is stopped' : 'is not running'}; ${kept}`] }
}
