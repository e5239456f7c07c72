import type { LabelSelector } from '../../apimachinery/label-selector.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { CertificateFault } from '../../ca/faulty-certificate.ts'
import type { RuleVerdict } from '../approvers/rule.ts'
import type { FaultOrder, FaultMatch as FaultTarget } from '../generated/bodies.d.ts'

/** A {@link FaultTarget} with a parsed selector. */
export type FaultMatch = Omit<FaultTarget, 'everything' | 'labelSelector'> & {
  readonly labelSelector?: LabelSelector
}

/** The effect on a request, in real time (milliseconds). */
type RequestFault =
  | { readonly status: Status }
  | { readonly delay: number }
  | { readonly drop: 'before' | 'after' }
  | { readonly watchCut: WatchEnd }
  | { readonly watchGone: WatchEnd }
  | { readonly staleList: number }

/** The effect on a CSR, in cluster time (milliseconds). */
type CsrFault = { readonly signer: SignerFault } | { readonly approver: ApproverFault }

export interface SignerFault {
  readonly delay: number
  /** undefined: the usual certificate */
  readonly answer: CertificateFault | 'silent' | { readonly fail: string } | undefined
}

export interface ApproverFault {
  readonly delay: number
  /** undefined: the usual decision */
  readonly verdict: RuleVerdict | undefined
}

interface WatchEnd {
  readonly delay: number
}

export interface Fault {
  readonly name: string
  /** as given, with the name */
  readonly ordered: FaultOrder
  readonly match: FaultMatch
  readonly fault: RequestFault | CsrFault
}
