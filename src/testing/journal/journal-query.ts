/** Queries of the journal, from clients and programs. */

/** A filter for requests. Omitted fields match any value. */
export interface JournalQuery {
  readonly user?: string
  /** what it begins with */
  readonly userAgent?: string
  readonly method?: string
  readonly verb?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly fault?: string
  /** 0: those whose connection ended before an answer began */
  readonly code?: number
  /** those after the one of this number, or a time of RFC 3339: those that ended then or later */
  readonly since?: number | string
}

export interface AwaitedQuery extends JournalQuery {
  /** how long to wait, in real time, where there is none yet: a Go duration */
  readonly wait?: string
}
