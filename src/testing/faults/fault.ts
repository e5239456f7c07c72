/** A fault: whom it strikes, what happens, and how often. */
import type { LabelSelector } from '../../apimachinery/labels.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { CertificateFault } from '../../ca/faulty-certificate.ts'
import type { FaultTarget } from './fault-order.ts'

/** Whom a fault strikes, with its selector read; omitted fields match anything. */
export type FaultMatch = Omit<FaultTarget, 'everything' | 'labelSelector'> & {
  readonly labelSelector?: LabelSelector
}

/** The effect on a request; times are milliseconds of real time. */
type RequestFault =
  | { readonly status: Status }
  | { readonly delay: number }
  | { readonly drop: 'before' | 'after' }
  | { readonly watchCut: WatchEnd }
  | { readonly watchGone: WatchEnd }
  /** the revision that lists are of */
  | { readonly staleList: number }

/** The effect on a CSR; times are milliseconds of the cluster's clock. */
type CsrFault = { readonly signer: SignerFault } | { readonly approver: ApproverFault }

export interface SignerFault {
  readonly delay: number
  /** undefined: a certificate as always */
  readonly answer: CertificateFault | 'silent' | { readonly fail: string } | undefined
}

export interface ApproverFault {
  readonly delay: number
  /** undefined: as always */
  readonly verdict: { readonly approve: true } | { readonly deny: string } | undefined
}

interface WatchEnd {
  readonly delay: number
}

export interface Fault {
  readonly name: string
  /** as it was ordered, for whoever asks */
  readonly ordered: object
  readonly match: FaultMatch
  readonly fault: RequestFault | CsrFault
  /** how often it happens; undefined: always */
  readonly times: number | undefined
  /** from 0 to 1 */
  readonly probability: number
  /** how many that match are let go before */
  readonly after: number
}
