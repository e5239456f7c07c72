import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { FaultyCertificates } from '../../ca/faulty-certificate.ts'
import type { CsrOrders, DecidingOrder, SigningOrder } from '../../controllers/extensions.ts'
import { verdictOf } from '../approvers/rule.ts'
import type { ApproverFault, Fault, SignerFault } from './fault.ts'
import { csrMatches } from './matching.ts'
import type { OrderedFault } from './ordered-fault.ts'

interface CsrFaultParts {
  readonly certificates: FaultyCertificates
  readonly ordered: () => Iterable<OrderedFault>
}

const REASON = 'CsrlabFault'

const signingOrder = (
  { delay, answer }: SignerFault,
  certificates: FaultyCertificates,
): SigningOrder => {
  if (answer === 'silent') return { delayMs: delay, answer: 'silence' }
  if (typeof answer !== 'string') return { delayMs: delay, answer }
  return {
    delayMs: delay,
    answer: { issue: (authority, issuance) => certificates.issue(answer, authority, issuance) },
  }
}

const decidingOrder = (name: string, { delay, verdict }: ApproverFault): DecidingOrder => ({
  delayMs: delay,
  verdict: verdict && verdictOf(verdict, REASON, `by fault ${name}`),
})

export class CsrFaults implements CsrOrders {
  readonly #parts: CsrFaultParts
  readonly #listeners: (() => void)[] = []

  constructor(parts: CsrFaultParts) {
    this.#parts = parts
  }

  signing(csr: CertificateSigningRequest): SigningOrder | undefined {
    const found = this.#first('signer', csr)?.fault
    return found && 'signer' in found
      ? signingOrder(found.signer, this.#parts.certificates)
      : undefined
  }

  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined {
    const found = this.#first('approver', csr)
    return found && 'approver' in found.fault
      ? decidingOrder(found.name, found.fault.approver)
      : undefined
  }

  /** Returns the name of the signer or approver fault that affects a CSR, if any. */
  heldBy({ metadata: { uid = '' } }: KubeObject): string | undefined {
    for (const ordered of this.#parts.ordered()) {
      if (ordered.hasStruck(uid)) return ordered.fault.name
    }
    return undefined
  }

  onChange(task: () => void): void {
    this.#listeners.push(task)
  }

  /** Resumes CSRs after a fault was removed. */
  takenBack(): void {
    for (const task of this.#listeners) task()
  }

  #first(kind: 'signer' | 'approver', csr: CertificateSigningRequest): Fault | undefined {
    for (const ordered of this.#parts.ordered()) {
      const { fault } = ordered
      if (
        kind in fault.fault &&
        csrMatches(fault.match, csr) &&
        ordered.strikesAlways(csr.metadata.uid ?? '')
      )
        return fault
    }
    return undefined
  }
}
