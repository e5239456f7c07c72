/** Limits of a server that shares its process with others. */
export interface Allowance {
  /**
   * Counts a request after authentication. `stranger`: the address of an unauthenticated client;
   * undefined for an authenticated user. Throws TooManyRequests.
   */
  admit(stranger: string | undefined): void
  /** Throws TooManyRequests if no watch may begin while `running` watches are open. */
  beginStream(running: number): void
}
