import type { RequestFilter } from '../generated/bodies.d.ts'

/** A filter for requests. Omitted fields match any value. */
export interface JournalQuery extends RequestFilter {
  /** only requests with a higher number, or requests that ended at or after this time (RFC 3339) */
  readonly since?: number | string
}

export interface AwaitedQuery extends JournalQuery {
  /** how long to wait for a first match: a Go duration of real time */
  readonly wait?: string
}
