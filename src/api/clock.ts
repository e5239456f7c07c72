/** Time, passed in: nothing below the composition root reads a clock or sets a timer by itself. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number
  /** Runs `task` once, `ms` from now; the returned function calls it off. Does not keep the process alive. */
  after(ms: number, task: () => void): () => void
}

/** The last second that was written: a write has its time in several places, and many writes fall into one second. */
let last = { second: NaN, text: '' }

/** RFC 3339 in UTC with whole seconds, the fraction cut off: how `metav1.Time` is written. */
export const formatTime = (ms: number): string => {
  const second = Math.floor(ms / 1000)
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}
