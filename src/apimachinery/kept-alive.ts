const FOREVER_MS = 2 ** 31 - 1

/** Keeps the process alive while `task` runs, since cluster timers and client sockets do not. */
export const keptAlive = async <T>(task: () => Promise<T>): Promise<T> => {
  const timer = setInterval(() => undefined, FOREVER_MS)
  try {
    return await task()
  } finally {
    clearInterval(timer)
  }
}
