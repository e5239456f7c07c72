import type { RequestFilter } from '../generated/bodies.d.ts'

/** A filter for requests. Omitted fields match any value. */
export interface JournalQuery extends RequestFilter {
  /** after the request of this number, or ended at this time (RFC 3339) or later */
  readonly since?: number | string
}

export interface AwaitedQuery extends JournalQuery {
  /** Go duration of real time to wait for a first match */
  readonly wait?: string
}
