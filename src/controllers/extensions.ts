/**
 * Seams of the controllers: the rooms above implement these interfaces. An order replaces what the approver or a signer would do
 * with one CertificateSigningRequest.
 */
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { CertificateAuthority, Issuance } from '../ca/authority.ts'
import type { Clients } from './clients.ts'
import type { Controller } from './controller.ts'

export interface SigningOrder {
  /** after the approval, in the time of the cluster */
  readonly delayMs: number
  /** undefined: a certificate as always */
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
  /** after the request was made, in the time of the cluster */
  readonly delayMs: number
  /** undefined: as always */
  readonly verdict: Verdict | undefined
}

export interface CsrOrders {
  /** The order for a request that a signer is about to sign; the same for a request each time. */
  signing(csr: CertificateSigningRequest): SigningOrder | undefined
  /** The order for a request that nobody has decided; the same for a request each time, until there are new rules. */
  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined
  /** Calls `task` whenever an order has been taken back: what it held up goes on. */
  onTakenBack(task: () => void): void
  /** Calls `task` whenever the rules by which requests are decided have changed. */
  onNewRules(task: () => void): void
}

/** Makes controllers that no Kubernetes has; called once, when the controllers start. */
export type MoreControllers = (clients: Clients) => readonly Controller[]
