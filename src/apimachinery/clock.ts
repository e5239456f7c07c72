export interface Clock {
  /** milliseconds since the epoch */
  now(): number
  /**
   * Runs `task` once after `ms`, without keeping the process alive; returns a function that cancels
   * the timer. `idleUntil` returns the time before which `task` need not run, in milliseconds since
   * the epoch. Until then, a move of the clock may postpone `task` by multiples of `ms`.
   */
  after(ms: number, task: () => void, idleUntil?: () => number): () => void
}

/** A cluster's clock, which can be stopped or moved. */
export interface ClusterTime extends Clock {
  /** clock for retries and caches, which runs while this clock is stopped; default: this clock */
  readonly unstoppable?: Clock
  /** real time, for clients' timeouts; default: this clock */
  readonly real?: Clock
}

export const unstoppableClock = (clock: ClusterTime): Clock => clock.unstoppable ?? clock
export const realTime = (clock: ClusterTime): Clock => clock.real ?? clock

/** Cached result of `formatTime`, because one write formats the same time repeatedly. */
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
