/** Shared, because the stack of a new error would keep the closed cluster in memory. */
const STOPPING = new DOMException('the server stops', 'AbortError')

export type Closing = ReturnType<typeof makeClosing>

/** Runs tasks in the reverse order of their registration. */
export const makeClosing = () => {
  const leaving = new AbortController()
  const stopping = new AbortController()
  const tasks: (() => unknown)[] = []
  let farewell = (): unknown => undefined
  let closed: Promise<void> | undefined

  const closeAll = async (): Promise<void> => {
    leaving.abort(STOPPING)
    await farewell()
    stopping.abort(STOPPING)
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task()
  }

  return {
    /** Fires first, while clients are still served. */
    get leaving(): AbortSignal {
      return leaving.signal
    },
    /** Fires before anything is closed. */
    get signal(): AbortSignal {
      return stopping.signal
    },
    add: (task: () => unknown): void => void tasks.push(task),
    /** Sets the task that runs between the two signals. */
    takeLeave: (task: () => Promise<void>): void => {
      farewell = task
    },
    /** All calls return the same promise. */
    close: (): Promise<void> => (closed ??= closeAll()),
  }
}
