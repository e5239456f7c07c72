import type { LabelSelector } from '../../apimachinery/label-selector.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { CertificateFault } from '../../ca/faulty-certificate.ts'
import type { DecidingOrder } from '../../controllers/extensions.ts'
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
  | { readonly watchCut: number }
  | { readonly watchGone: number }
  | { readonly staleList: number }

/** The effect on a CSR, in cluster time (milliseconds). */
type CsrFault = { readonly signer: SignerFault } | { readonly approver: DecidingOrder }

export interface SignerFault {
  readonly delay: number
  /** undefined: the usual certificate */
  readonly answer: CertificateFault | 'silent' | { readonly fail: string } | undefined
}

export interface Fault {
  readonly name: string
  /** as given, with the name */
  readonly ordered: FaultOrder & { readonly name: string }
  readonly match: FaultMatch
  readonly fault: RequestFault | CsrFault
}
