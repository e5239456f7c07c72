/** Faults as clients and programs specify them. */

/** Requests that a fault concerns; omitted fields match anything. */
export interface FaultTarget {
  readonly user?: string
  /** prefix */
  readonly userAgent?: string
  readonly verb?: string
  readonly resource?: string
  /** '': the object itself */
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  /** of the stored object, or else the sent one */
  readonly labelSelector?: string
  /** signerName of the stored or sent CSR */
  readonly signer?: string
  /** matches all requests */
  readonly everything?: boolean
}

/** The effect of a fault: exactly one field. Durations are Go durations such as `2s`. */
export interface FaultKind {
  readonly status?: {
    readonly code: number
    readonly reason?: string
    readonly message?: string
    readonly retryAfterSeconds?: number
  }
  readonly delay?: string
  /** closes the connection before or after the request is handled */
  readonly drop?: 'before' | 'after'
  /** closes the connection of a watch */
  readonly watchCut?: { readonly delay?: string }
  /** ends a watch with 410 */
  readonly watchGone?: { readonly delay?: string }
  /** freezes lists at the time of the order */
  readonly staleList?: Record<string, never>
  /** affects signers: a delay in cluster time, one of the other fields, or both */
  readonly signer?: {
    readonly delay?: string
    /** marks the request Failed with this message */
    readonly fail?: string
    /** signed by an unknown CA */
    readonly wrongCA?: true
    readonly expired?: true
    readonly notYetValid?: true
    /** for another key than the request's */
    readonly otherKey?: true
    /** with an invalid signature */
    readonly malformed?: true
    /** with text around the PEM */
    readonly garbageAround?: true
    /** no answer until the fault is removed */
    readonly silent?: true
  }
  /** makes the approver decide, or delays it */
  readonly approver?: { readonly delay?: string; readonly approve?: true; readonly deny?: string }
}

export interface FaultOrder {
  /** default: `fault-1`, or the next free number */
  readonly name?: string
  readonly match: FaultTarget
  readonly fault: FaultKind
  /** number of times; default: always */
  readonly times?: number
  /** from 0 to 1; default 1 */
  readonly probability?: number
  /** matching requests to skip first; default 0 */
  readonly after?: number
}
