/** The order in which the YAML thread reads the documents of several users. */
import type { Caller } from '../../api/turns.ts'

type Owner = Pick<Caller, 'user' | 'signal'>

interface Waiting {
  readonly user: string
  /** bytes on the queue's own scale at which reading ends if users share the thread equally */
  readonly end: number
  readonly begin: () => void
}

/**
 * Runs one task at a time. Each user gets an equal share of the bytes (self-clocked fair queueing): a
 * small document passes the large ones of other users, and a large one waits at most until every other
 * user has had as many bytes. Documents of one user stay in order.
 */
export class YamlQueue {
  /** sorted by `end` */
  readonly #waiting: Waiting[] = []
  /** the `end` of the running task; undefined: the queue is idle */
  #now: number | undefined

  /**
   * Runs `task` for a document of `bytes` and resolves as the task does. Rejects with the reason of the
   * caller's signal if it fires before the task begins.
   */
  async run<R>({ user, signal }: Owner, bytes: number, task: () => Promise<R>): Promise<R> {
    signal.throwIfAborted()
    if (this.#now === undefined) this.#now = bytes
    else await this.#turn(user.name, bytes, signal)
    try {
      return await task()
    } finally {
      const next = this.#waiting.shift()
      this.#now = next?.end
      next?.begin()
    }
  }

  #turn(user: string, bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const begin = (): void => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const last = this.#waiting.findLast((one) => one.user === user)?.end ?? this.#now ?? 0
      const waiting: Waiting = { user, end: last + bytes, begin }
      const at = this.#waiting.findIndex(({ end }) => end > waiting.end)
      this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, waiting)
      signal.addEventListener('abort', abort, { once: true })
    })
  }
}
