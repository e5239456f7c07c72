const FOREVER_MS = 2 ** 31 - 1

/**
 * Keeps the process alive while `task` runs, since cluster timers and client sockets do not. Once
 * `signal` aborts, the process may end before the task.
 */
export const keptAlive = async <T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  const timer = setInterval(() => undefined, FOREVER_MS)
  const release = (): void => clearInterval(timer)
  signal?.addEventListener('abort', release)
  try {
    return await task()
  } finally {
    release()
    signal?.removeEventListener('abort', release)
  }
}
