import type { Connection } from './connection.ts'
import { EtcdError, unreachable } from './errors.ts'
import type { Feed } from './feed.ts'

/** What is read may be asked for again. */
const ATTEMPTS = 3

/** How a replica finds out what it does not know yet of what others have written. */
export class Freshness {
  readonly #connection: Connection
  readonly #key: Buffer
  readonly #feed: Feed
  /** the question that is on its way */
  #asked: Promise<unknown> = Promise.resolve()
  /** the one that is not yet */
  #next: Promise<void> | undefined

  /** `key`: any, it need not be there */
  constructor(connection: Connection, key: Buffer, feed: Feed) {
    this.#connection = connection
    this.#key = key
    this.#feed = feed
  }

  /**
   * Resolves once all that was acknowledged before this call is known. Those who ask in one turn of the event loop share a question, and
   * while one is on its way the next one: the answer to the first may be from before. Rejects with StoreError `unreachable`.
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
        // of a single key: to count a range etcd goes through all of it, and each answer has the revision
        const { header } = await this.#connection.count({ key: this.#key, count_only: true })
        await this.#feed.reach(header!.revision)
        return
      } catch (error) {
        if (error instanceof EtcdError && error.isSilence) this.#feed.leave(error)
        if (!(error instanceof EtcdError) || attempt === ATTEMPTS)
          throw unreachable('', error as Error)
      }
    }
  }
}
