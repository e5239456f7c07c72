/**
 * Seams of the controllers, implemented by upper rooms. An order replaces the approver's or a
 * signer's action on one CSR.
 */
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { CertificateAuthority, Issuance } from '../ca/authority.ts'
import type { Clients } from './clients.ts'
import type { Controller } from './controller.ts'

export interface SigningOrder {
  /** after the approval, in cluster time */
  readonly delayMs: number
  /** undefined: a normal certificate */
  readonly answer:
    | { readonly issue: (authority: CertificateAuthority, issuance: Issuance) => Promise<string> }
    | { readonly fail: string }
    | 'silence'
    | undefined
}

export interface Verdict {
  readonly type: 'Approved' | 'Denied'
  readonly reason: string
  readonly message: string
}

export interface DecidingOrder {
  /** after the creation, in cluster time */
  readonly delayMs: number
  /** undefined: the normal decision */
  readonly verdict: Verdict | undefined
}

export interface CsrOrders {
  /** The order for a CSR to sign; stable per CSR. */
  signing(csr: CertificateSigningRequest): SigningOrder | undefined
  /** The order for an undecided CSR; stable per CSR until rules change. */
  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined
  /** Calls `task` when an order is withdrawn, which releases its CSRs. */
  onTakenBack(task: () => void): void
  /** Calls `task` when the rules of decisions change. */
  onNewRules(task: () => void): void
}

/** Makes controllers that Kubernetes lacks; called once, when controllers start. */
export type MoreControllers = (clients: Clients) => readonly Controller[]
