/** A class that runs: its clusters answer, and somebody looks how far everybody is, until it is stopped. */
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../api/text/shown.ts'
import { systemClock } from '../../boot/system.ts'
import type { ClassWording } from '../../labs/class/wording.ts'
import type { CommandParts } from '../grammar/command.ts'
import { releaseClass } from './class-process.ts'
import { Keeper } from './keeper.ts'
import { closeClass, type RunningClass } from './running-class.ts'
import { readStandings, writeStandings } from './standings-file.ts'

const INTERVAL_MS = 1000

/** Resolves with how it is stopped: that resolves once its clusters are closed. */
export const keepClass = (
  running: RunningClass,
  { terminal, process: control }: Pick<CommandParts, 'terminal' | 'process'>,
  say: ClassWording,
): (() => Promise<void>) => {
  const { home, file } = running
  const ending = new AbortController()
  const { signal } = ending
  const keeper = new Keeper({
    running,
    standings: readStandings(home),
    now: () => systemClock.now(),
    save: (standings) => writeStandings(home, standings),
  })
  const looking = (async (): Promise<void> => {
    while (!signal.aborted) {
      await keeper.look()
      await setTimeout(INTERVAL_MS, undefined, { signal }).catch(() => undefined)
    }
  })()
  const stop = async (): Promise<void> => {
    ending.abort()
    keeper.close()
    await closeClass(running)
    releaseClass(home)
    terminal.progress(undefined)
    terminal.print(shownLines([say.stopped(file.name), '']))
  }
  // a folder that cannot be written to any more ends it, with its sentence
  looking.catch((error: unknown) => {
    if (!signal.aborted)
      control.fail(error instanceof Error ? error : new Error(String(error)), stop())
  })
  return stop
}
