import type { RunningServer } from '../../server/running-server.ts'

const INTERVAL_MS = 250

/**
 * Calls `gone` once if the server's data file was deleted or replaced. Two checks must fail,
 * because a network folder may be unreadable for a moment.
 */
export const guardFolder = (server: Pick<RunningServer, 'isInPlace'>, gone: () => void): void => {
  let missed = 0
  const timer = setInterval(() => {
    missed = server.isInPlace() ? 0 : missed + 1
    if (missed < 2) return
    clearInterval(timer)
    gone()
  }, INTERVAL_MS)
  timer.unref()
}
