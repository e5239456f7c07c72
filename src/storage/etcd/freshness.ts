import type { Connection } from './connection.ts'
import { EtcdError, unreachable } from './errors.ts'
import type { EtcdFeed } from './feed.ts'

const ATTEMPTS = 3

/**
 * Returns `Store.current`. Calls share the next request, not the one in flight, whose answer may be
 * older than the call. `key`: any key, even a missing one.
 */
export const freshness = (
  connection: Connection,
  key: Buffer,
  feed: EtcdFeed,
): (() => Promise<void>) => {
  let asked: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined

  const find = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await feed.following()
        // counts one key, since counting a range reads all of it; any response has the revision
        const { header } = await connection.count({ key, count_only: true })
        return await feed.reach(header!.revision)
      } catch (error) {
        if (error instanceof EtcdError && error.isSilence) feed.leave(error)
        if (!(error instanceof EtcdError) || attempt === ATTEMPTS) throw unreachable(error as Error)
      }
    }
  }

  const askNext = async (): Promise<void> => {
    await asked
    await new Promise((resolve) => setImmediate(resolve))
    const asking = find()
    asked = asking.catch(() => undefined)
    next = undefined
    return asking
  }

  return () => (next ??= askNext())
}
