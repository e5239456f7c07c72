/** Notices that the data folder of a running server was deleted. */
import { statSync } from 'node:fs'

/** How often it looks. */
const INTERVAL_MS = 250

const identityOf = (path: string): string | undefined => {
  try {
    const { dev, ino } = statSync(path)
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

/**
 * Calls `gone` once, when the file at `path` is not there any more or another one has its place. Only at the second look, for a
 * folder that cannot be read for a moment, as over a network, is not deleted.
 */
export const guardFile = (path: string, gone: () => void, intervalMs = INTERVAL_MS): void => {
  const before = identityOf(path)
  let missed = 0
  const timer = setInterval(() => {
    missed = identityOf(path) === before ? 0 : missed + 1
    if (missed < 2) return
    clearInterval(timer)
    gone()
  }, intervalMs)
  timer.unref()
}
