/** A fault as a client or a program orders it. */

/** To whom a fault happens; what is not said may be anything. */
export interface FaultTarget {
  readonly user?: string
  /** what it begins with */
  readonly userAgent?: string
  readonly verb?: string
  readonly resource?: string
  /** '': the object itself */
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  /** of the object that is stored, or else sent */
  readonly labelSelector?: string
  /** the same: for which signer a request for a certificate is */
  readonly signer?: string
  /** all requests, where nothing else is said */
  readonly everything?: boolean
}

/** The effect of a fault: exactly one of these fields. Durations are Go durations such as `2s`. */
export interface FaultKind {
  readonly status?: {
    readonly code: number
    readonly reason?: string
    readonly message?: string
    readonly retryAfterSeconds?: number
  }
  readonly delay?: string
  /** the connection ends before or after the request is handled */
  readonly drop?: 'before' | 'after'
  /** the connection of a watch ends */
  readonly watchCut?: { readonly delay?: string }
  /** a watch ends with 410 */
  readonly watchGone?: { readonly delay?: string }
  /** lists are as they were when it was ordered */
  readonly staleList?: Record<string, never>
  /** a signer: later, in the time of the cluster, or one of the others, or both */
  readonly signer?: {
    readonly delay?: string
    /** the request is marked as failed, with this message */
    readonly fail?: string
    /** signed by a CA that nobody knows */
    readonly wrongCA?: true
    readonly expired?: true
    readonly notYetValid?: true
    /** of another key than that of the request */
    readonly otherKey?: true
    /** with a signature that is none */
    readonly malformed?: true
    /** with text before and behind it */
    readonly garbageAround?: true
    /** no answer until the fault is taken back */
    readonly silent?: true
  }
  /** the approver decides what nobody has decided, or does so later */
  readonly approver?: { readonly delay?: string; readonly approve?: true; readonly deny?: string }
}

export interface FaultOrder {
  /** default: `fault-1`, or the next free number */
  readonly name?: string
  readonly match: FaultTarget
  readonly fault: FaultKind
  /** how often it happens; default: always */
  readonly times?: number
  /** from 0 to 1; default 1 */
  readonly probability?: number
  /** how many that match are let go before; default 0 */
  readonly after?: number
}
