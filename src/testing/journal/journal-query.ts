/** A filter for requests. Omitted fields match any value. */
export interface JournalQuery {
  readonly user?: string
  /** prefix */
  readonly userAgent?: string
  readonly method?: string
  readonly verb?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly fault?: string
  /** 0: the connection ended before an answer */
  readonly code?: number
  /** after the request of this number, or ended at this time (RFC 3339) or later */
  readonly since?: number | string
}

export interface AwaitedQuery extends JournalQuery {
  /** Go duration of real time to wait for a first match */
  readonly wait?: string
}
