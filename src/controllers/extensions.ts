/** Interfaces that folders above `controllers` in the table of docs/flow.md implement. */
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { CertificateAuthority, Issuance } from '../ca/authority.ts'
import type { Controller } from './controller.ts'
import type { Clients } from './object-client.ts'

/** Delays or replaces a signer's work on one CSR. */
export interface SigningOrder {
  /** after the approval, in the cluster's time */
  readonly delayMs: number
  /** undefined: an ordinary certificate */
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

/** Delays or replaces the approver's decision on one CSR. */
export interface DecidingOrder {
  /** after the creation, in the cluster's time */
  readonly delayMs: number
  /** undefined: the approver decides */
  readonly verdict: Verdict | undefined
}

export interface CsrOrders {
  /** Returns the order for an approved CSR: the same one until orders change. */
  signing(csr: CertificateSigningRequest): SigningOrder | undefined
  /** Returns the order for a pending CSR: the same one until orders change. */
  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined
  /** Calls `task` when orders change. */
  onChange(task: () => void): void
}

/** Makes controllers that Kubernetes does not have. */
export type MoreControllers = (clients: Clients) => readonly Controller[]
