/** Time and timers. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number
  /**
   * Runs `task` once, `ms` from now; returns a function that cancels it. Does not keep the process
   * alive. `idleUntil` returns the time until which the task has no work, in milliseconds since the
   * epoch: a clock that is moved forward may skip earlier runs.
   */
  after(ms: number, task: () => void, idleUntil?: () => number): () => void
}

/** A cluster's clock, which can be stopped or moved, with two related clocks. */
export interface ClusterTime extends Clock {
  /**
   * Clock for retries and caches. It moves with the cluster's clock but never stops. Default: the
   * clock itself.
   */
  readonly unstoppable?: Clock
  /** Real time, such as for clients' timeouts. Default: the clock itself. */
  readonly real?: Clock
}

export const unstoppableClock = (clock: ClusterTime): Clock => clock.unstoppable ?? clock
export const realTime = (clock: ClusterTime): Clock => clock.real ?? clock

/** Last formatted second: a write formats one time repeatedly, at a microsecond each. */
let last = { second: NaN, text: '' }

/** Formats a `metav1.Time`: RFC 3339 in UTC, cut to whole seconds. */
export const formatTime = (ms: number): string => {
  const second = Math.floor(ms / 1000)
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

/**
 * Formats a `metav1.MicroTime`: six decimals, the last three zero, since clocks count
 * milliseconds.
 */
export const formatMicroTime = (ms: number): string =>
  new Date(ms).toISOString().replace('Z', '000Z')
