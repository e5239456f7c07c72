/** Time, passed in: nothing below the composition root reads a clock or sets a timer by itself. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number
  /**
   * Runs `task` once, `ms` from now; the returned function calls it off. Does not keep the process alive. `idleUntil`: before that moment
   * the task would find nothing to do; whoever passes much time at once may leave it out until then, by a multiple of `ms`.
   */
  after(ms: number, task: () => void, idleUntil?: () => number): () => void
}

/** The time of a cluster, which may stand still or be moved, and what time is besides. */
export interface ClusterTime extends Clock {
  /**
   * Never stands still, and moves on when the cluster's time does: for what has to go on by itself, such as another try. Default: the
   * clock itself.
   */
  readonly restless?: Clock
  /** As clients live in it, whatever the cluster's time is: for how long they are waited for. Default: the clock itself. */
  readonly real?: Clock
}

export const restless = (clock: ClusterTime): Clock => clock.restless ?? clock
export const realTime = (clock: ClusterTime): Clock => clock.real ?? clock

/** The last second that was written: a write has its time in several places, and many writes fall into one second. */
let last = { second: NaN, text: '' }

/** RFC 3339 in UTC with whole seconds, the fraction cut off: how `metav1.Time` is written. */
export const formatTime = (ms: number): string => {
  const second = Math.floor(ms / 1000)
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

/** The same with six decimals, the last three of them zero since clocks count milliseconds: how `metav1.MicroTime` is written. */
export const formatMicroTime = (ms: number): string =>
  new Date(ms).toISOString().replace('Z', '000Z')
