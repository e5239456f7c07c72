import type { Connection } from './connection.ts'
import { EtcdError, unreachable } from './errors.ts'
import type { Feed } from './feed.ts'
import { ALARM_NOSPACE } from './messages.ts'

/** What is read may be asked for again. */
const ATTEMPTS = 3

/** How a replica finds out what it does not know yet of what others have written. */
export class Freshness {
  readonly #connection: Connection
  readonly #range: { readonly key: Buffer; readonly range_end: Buffer }
  readonly #feed: Feed
  #asked: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(connection: Connection, range: { key: Buffer; range_end: Buffer }, feed: Feed) {
    this.#connection = connection
    this.#range = range
    this.#feed = feed
  }

  /**
   * Resolves once all that was acknowledged before this call is known. Those who ask while a question is on its way share the next one:
   * the answer to the first may be from before. Rejects with StoreError `unreachable`.
   */
  current(): Promise<void> {
    if (this.#asked === undefined) {
      const asked = this.#find()
      const over = (): void => {
        if (this.#asked === asked) this.#asked = undefined
      }
      this.#asked = asked
      asked.then(over, over)
      return asked
    }
    this.#next ??= this.#asked
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.current()
      })
    return this.#next
  }

  /** Whether etcd has no alarm for lack of space. Rejects with EtcdError. */
  async hasSpace(): Promise<boolean> {
    const { alarms } = await this.#connection.alarms({})
    return !alarms.some(({ alarm }) => alarm === ALARM_NOSPACE)
  }

  async #find(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#feed.following()
        const { header } = await this.#connection.count({ ...this.#range, count_only: true })
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
