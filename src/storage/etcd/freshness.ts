import type { Connection } from './connection.ts'
import { EtcdError, unreachable } from './errors.ts'
import type { EtcdFeed } from './feed.ts'

const ATTEMPTS = 3

export class Freshness {
  readonly #connection: Connection
  readonly #key: Buffer
  readonly #feed: EtcdFeed
  #asked: Promise<unknown> = Promise.resolve()
  #next: Promise<void> | undefined

  /** `key`: any key, even a missing one */
  constructor(connection: Connection, key: Buffer, feed: EtcdFeed) {
    this.#connection = connection
    this.#key = key
    this.#feed = feed
  }

  /**
   * See `Store.current`. Calls share the next request, not the one in flight, whose answer may be
   * older.
   */
  current(): Promise<void> {
    this.#next ??= this.#askNext()
    return this.#next
  }

  async #askNext(): Promise<void> {
    await this.#asked
    await new Promise((resolve) => setImmediate(resolve))
    const asking = this.#find()
    this.#asked = asking.catch(() => undefined)
    this.#next = undefined
    return asking
  }

  async #find(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#feed.following()
        // a single key: counting a range reads all of it, and every response has the revision
        const { header } = await this.#connection.count({ key: this.#key, count_only: true })
        await this.#feed.reach(header!.revision)
        return
      } catch (error) {
        if (error instanceof EtcdError && error.isSilence) this.#feed.leave(error)
        if (!(error instanceof EtcdError) || attempt === ATTEMPTS) throw unreachable(error as Error)
      }
    }
  }
}
