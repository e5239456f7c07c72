/** `csrlab stop`: ends a running cluster as Ctrl-C does. */
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../apimachinery/text/shown.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { type FoundCluster, findOne } from './found.ts'
import { isAlive } from './serving.ts'

const INTERVAL_MS = 25
/** A server that cannot end in order cuts itself short before. */
const PATIENCE_MS = 10_000

/** Resolves once its process has ended. Throws CommandError when that takes too long. */
export const stopRunning = async (
  { name, said, isRunning }: FoundCluster,
  stopwatch: CommandParts['stopwatch'],
): Promise<void> => {
  const pid = said?.pid
  if (!isRunning || typeof pid !== 'number') return
  process.kill(pid, 'SIGTERM')
  const until = stopwatch() + PATIENCE_MS
  while (isAlive(pid)) {
    if (stopwatch() > until)
      throw new CommandError(`${name} does not end; its process is ${pid}`, 3)
    await setTimeout(INTERVAL_MS)
  }
}

/** Throws CommandError where there is no such cluster, OptionsError and FileError. */
export const stopCommand = async (
  line: CommandLine,
  { environment, stopwatch }: CommandParts,
): Promise<CommandResult> => {
  const cluster = await findOne(line, environment)
  await stopRunning(cluster, stopwatch)
  const { name, folder, isInMemory, isRunning } = cluster
  const kept = isInMemory ? 'it was in memory, and is gone' : `it is kept in ${folder}`
  const text = `${name} ${isRunning ? 'is stopped' : 'does not run'}; ${kept}`
  return { text: shownLines([text, '']), code: 0 }
}
