/** Limits of a server that shares its process with others. */
export interface Allowance {
  /**
   * Counts a request after authentication; strangers have no valid credentials. Throws
   * TooManyRequests.
   */
  admit(isStranger: boolean): void
  /** Counts a watch beside `running` others. Throws TooManyRequests. */
  beginStream(running: number): void
}
