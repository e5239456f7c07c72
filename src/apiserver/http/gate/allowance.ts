/** Limits of a server that shares its process with others. */
export interface Allowance {
  /** Counts a request, once its credentials have been verified. `isStranger`: it has no valid ones. Throws TooManyRequests. */
  admit(isStranger: boolean): void
  /** Counts a watch that is about to begin, beside those that are `running`. Throws TooManyRequests. */
  beginStream(running: number): void
}
