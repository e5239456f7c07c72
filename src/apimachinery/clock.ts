export interface Clock {
  /** milliseconds since the epoch */
  now(): number
  /**
   * Runs `task` once after `ms`, without keeping the process alive; returns a function that cancels
   * the timer. `idleUntil`, for a periodic task, returns the time before which the task has nothing
   * to do, in milliseconds since the epoch. A test that moves the clock forward may skip the runs
   * before that time.
   */
  after(ms: number, task: () => void, idleUntil?: () => number): () => void
}

/** A cluster's clock, which can be stopped or moved. */
export interface ClusterTime extends Clock {
  /** clock for retries and caches, which never stops; default: the clock itself */
  readonly unstoppable?: Clock
  /** real time, for clients' timeouts; default: the clock itself */
  readonly real?: Clock
}

export const unstoppableClock = (clock: ClusterTime): Clock => clock.unstoppable ?? clock
export const realTime = (clock: ClusterTime): Clock => clock.real ?? clock

/** Caches the last result: a write formats the same time repeatedly, a microsecond each time. */
let last = { second: NaN, text: '' }

/** Formats a `metav1.Time`: RFC 3339 in UTC, whole seconds. */
export const formatTime = (ms: number): string => {
  const second = Math.floor(ms / 1000)
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

/** Formats a `metav1.MicroTime`; clocks count milliseconds. */
export const formatMicroTime = (ms: number): string =>
  new Date(ms).toISOString().replace('Z', '000Z')
