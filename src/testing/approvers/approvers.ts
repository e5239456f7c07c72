import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CsrOrders, DecidingOrder } from '../../controllers/extensions.ts'
import type { Rule } from './rule.ts'

interface ApproverParts {
  readonly rules: readonly Rule[]
  /** replace the initial rules */
  readonly current?: readonly Rule[] | undefined
  /** lifetime of a certificate whose CSR requests none */
  readonly usualSeconds: number
  /** take precedence over the rules */
  readonly orders: CsrOrders
}

export class Approvers implements CsrOrders {
  readonly #parts: ApproverParts
  readonly #listeners: (() => void)[] = []
  #rules: readonly Rule[]

  constructor(parts: ApproverParts) {
    this.#parts = parts
    this.#rules = parts.current ?? parts.rules
  }

  /** The first matching rule decides. */
  get rules(): readonly Rule[] {
    return this.#rules
  }

  /** Replaces the rules; undecided CSRs are evaluated again. */
  set(rules: readonly Rule[]): void {
    this.#rules = rules
    for (const task of this.#listeners) task()
  }

  clear(): number {
    const { length } = this.#rules
    this.set([])
    return length
  }

  restore(): void {
    if (this.#rules !== this.#parts.rules) this.set(this.#parts.rules)
  }

  signing(csr: CertificateSigningRequest): ReturnType<CsrOrders['signing']> {
    return this.#parts.orders.signing(csr)
  }

  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined {
    const order = this.#parts.orders.deciding(csr)
    if (order?.verdict !== undefined || this.#rules.length === 0) return order
    const { usualSeconds } = this.#parts
    const verdict = this.#rules.find((rule) => rule.matches(csr, usualSeconds))?.verdict
    return verdict === undefined ? order : { delayMs: order?.delayMs ?? 0, verdict }
  }

  onChange(task: () => void): void {
    this.#listeners.push(task)
    this.#parts.orders.onChange(task)
  }
}
