/** A client that watches all keys, resumes when its watch breaks, and records the events. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Where } from '../kit/client.ts'
import type { Recorder } from './history.ts'
import { KEYS } from './writer.ts'

/** The key whose creation ends the watch. */
export const LAST_KEY = 'end'

const PAUSE_MS = 50

/** Status codes after which a client retries a watch: the server is overloaded or without etcd. */
const LATER = new Set([429, 500, 503, 504])

export class Watcher {
  readonly name: string
  readonly #client: Client
  readonly #recorder: Recorder
  #position: number
  #isOver = false
  resumed = 0

  constructor(name: string, where: Where, recorder: Recorder, after: number) {
    this.name = name
    this.#client = new Client(where)
    this.#recorder = recorder
    this.#position = after
    recorder.write({ watch: name, after })
  }

  /** Watches until the last key appears or `isLost()` is true; rejects if it cannot resume. */
  async run(isLost: () => boolean): Promise<void> {
    while (!isLost()) {
      try {
        await this.#follow(isLost)
      } catch (error) {
        if (error instanceof EndOfHistory) throw error
      }
      if (this.#isOver) return this.#recorder.write({ watch: this.name, upTo: this.#position })
      this.resumed++
      await sleep(PAUSE_MS)
    }
  }

  async #follow(isLost: () => boolean): Promise<void> {
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${this.#position}`
    for await (const told of this.#client.watch(`${KEYS}?${query}`)) {
      const status = told.kind === 'Status' ? told : told.object
      if (status.kind === 'Status') {
        if (LATER.has(status.code)) return
        throw new EndOfHistory(`${this.name} at ${this.#position}: ${status.message}`)
      }
      this.#take(told)
      // reached at least once a minute, because the server sends bookmarks
      if (this.#isOver || isLost()) return
    }
  }

  #take({ type, object }: { type: string; object: any }): void {
    const { name, resourceVersion } = object.metadata
    const revision = Number(resourceVersion)
    this.#position = revision
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return
    if (name === LAST_KEY) this.#isOver = true
    this.#recorder.write({
      watch: this.name,
      type,
      key: name,
      revision,
      value: object.data.value,
    })
  }

  close(): void {
    this.#client.close()
  }
}

class EndOfHistory extends Error {
  override readonly name = 'EndOfHistory'
}
