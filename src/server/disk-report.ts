import type { Clock } from '../apimachinery/clock.ts'
import { isFull, type OnRefusal, reasonOf } from '../storage/failures.ts'
import type { Logger } from './log.ts'

/** On an almost full disk, small writes may succeed between large ones that fail. */
const INTERVAL_MS = 60_000

/**
 * Logs one line when writes to a data file begin to fail, with what helps, and one when they work
 * again; about failures, at most one line a minute.
 */
export const reportDisk = (
  file: string,
  {
    log,
    clock,
  }: { readonly log: Pick<Logger, 'error' | 'warn'>; readonly clock: Pick<Clock, 'now'> },
): OnRefusal => {
  let told = -Infinity
  let isTold = false
  return (cause) => {
    if (cause === undefined) {
      if (isTold) log.warn({ file }, `changes are stored again in ${file}`)
      isTold = false
      return
    }
    if (isTold || clock.now() - told < INTERVAL_MS) return
    told = clock.now()
    isTold = true
    const help = isFull(cause)
      ? 'free space on its disk, or stop csrlab and move the folder to a larger one; deleting objects does not help, since a delete needs space too'
      : 'check its disk'
    log.error(
      { file },
      `cannot store changes in ${file} (${reasonOf(cause)}), reads go on: ${help}`,
    )
  }
}
