/** Limits of a server that shares its process with others. */
export interface Allowance {
  /**
   * Counts an authenticated request. `stranger`: the address of a client without valid credentials.
   * Throws TooManyRequests.
   */
  admit(stranger: string | undefined): void
  /** Counts a watch beside `running` others. Throws TooManyRequests. */
  beginStream(running: number): void
}
