import { setTimeout } from 'node:timers/promises'
import { systemStopwatch } from '../../server/system.ts'
import { CommandError, type Run } from '../kit/index.ts'
import { findOne } from './found.ts'
import { isAlive, type ServingFile } from './serving.ts'

const INTERVAL_MS = 25
/** Longer than the stop timeout of a server without `--shutdown-delay-duration`. */
const PATIENCE_MS = 10_000

/**
 * Ends a cluster's process, if it runs. Waits as long as the server may keep serving, and some
 * seconds more; then throws CommandError.
 */
export const endProcess = async (
  name: string,
  { pid, leavingMs = 0 }: Pick<ServingFile, 'pid' | 'leavingMs'> = { pid: null },
): Promise<void> => {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGTERM')
  const until = systemStopwatch() + leavingMs + PATIENCE_MS
  while (isAlive(pid)) {
    if (systemStopwatch() > until)
      throw new CommandError(`${name} does not stop; its process is ${pid}`, 3)
    await setTimeout(INTERVAL_MS)
  }
}

export const stopCommand: Run = async (line, { environment, terminal }) => {
  const { name, folder, isInMemory, serving } = await findOne(line, environment)
  const { leavingMs = 0 } = serving ?? {}
  if (leavingMs > 0)
    terminal.progress(`${name} keeps serving for up to ${Math.ceil(leavingMs / 1000)} s`)
  await endProcess(name, serving)
  terminal.progress(undefined)
  const kept = isInMemory ? 'it was in memory; nothing is left' : `its data stay in ${folder}`
  return { lines: [`${name} ${serving ? 'is stopped' : 'is not running'}; ${kept}`] }
}
