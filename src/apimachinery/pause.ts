import type { Clock } from './clock.ts'

/** Resolves after `ms`, or once `signal` is aborted. */
export const pauseFor = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done, { once: true })
  })

/** Resolves once `task` has settled, or after `ms`. Without a task, resolves at once. */
export const settledWithin = async (
  clock: Clock,
  ms: number,
  task: Promise<unknown> | undefined,
): Promise<void> => {
  const settled = new AbortController()
  const end = (): void => settled.abort()
  Promise.resolve(task).then(end, end)
  await pauseFor(clock, ms, settled.signal)
}
