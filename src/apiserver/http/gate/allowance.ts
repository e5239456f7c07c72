/** Limits of a server that shares its process with others. */
export interface Allowance {
  /**
   * Counts a request after authentication. `stranger`: the address of an unauthenticated client.
   * Throws TooManyRequests.
   */
  admit(stranger: string | undefined): void
  /** Counts a watch beside `running` others. Throws TooManyRequests. */
  beginStream(running: number): void
}
