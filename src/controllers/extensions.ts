/** What somebody orders for requests for certificates in the place of what controllers do by themselves. */
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { CertificateAuthority, Issuance } from '../ca/authority.ts'

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
