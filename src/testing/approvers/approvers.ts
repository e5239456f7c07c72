/**
 * The policy of a cluster: rules that decide about requests for certificates, beside what its own
 * approver does.
 */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CsrOrders, DecidingOrder, Verdict } from '../../controllers/extensions.ts'
import type { Rule } from './rule.ts'

const REASON = 'CsrlabApprovers'

interface ApproverParts {
  /** those of the start */
  readonly rules: readonly Rule[]
  /** those that have taken their place */
  readonly current?: readonly Rule[] | undefined
  /** how long a certificate is valid that is asked for without a lifetime */
  readonly usualSeconds: number
  /** what wins over the rules */
  readonly orders: Omit<CsrOrders, 'onNewRules'>
}

export class Approvers implements CsrOrders {
  readonly #parts: ApproverParts
  readonly #listeners: (() => void)[] = []
  #rules: readonly Rule[]

  constructor(parts: ApproverParts) {
    this.#parts = parts
    this.#rules = parts.current ?? parts.rules
  }

  /** In the order in which they are asked: the first that matches decides. */
  get rules(): readonly Rule[] {
    return this.#rules
  }

  /** From now on these; requests that nobody has decided are looked at again. */
  set(rules: readonly Rule[]): void {
    this.#rules = rules
    for (const task of this.#listeners) task()
  }

  /** Takes all back; says how many there were. */
  clear(): number {
    const { length } = this.#rules
    this.set([])
    return length
  }

  /** Those of the start again. */
  restore(): void {
    if (this.#rules !== this.#parts.rules) this.set(this.#parts.rules)
  }

  signing(csr: CertificateSigningRequest): ReturnType<CsrOrders['signing']> {
    return this.#parts.orders.signing(csr)
  }

  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined {
    const order = this.#parts.orders.deciding(csr)
    if (order?.verdict !== undefined || this.#rules.length === 0) return order
    const verdict = this.#verdictOn(csr)
    return verdict === undefined ? order : { delayMs: order?.delayMs ?? 0, verdict }
  }

  onTakenBack(task: () => void): void {
    this.#parts.orders.onTakenBack(task)
  }

  onNewRules(task: () => void): void {
    this.#listeners.push(task)
  }

  #verdictOn(csr: CertificateSigningRequest): Verdict | undefined {
    const { usualSeconds } = this.#parts
    const index = this.#rules.findIndex((rule) => rule.matches(csr, usualSeconds))
    if (index < 0) return undefined
    const { verdict } = this.#rules[index]!
    const said = `rule ${index + 1} of the approvers`
    return 'deny' in verdict
      ? { type: 'Denied', reason: REASON, message: `${verdict.deny} (${said})` }
      : { type: 'Approved', reason: REASON, message: `approved by ${said}` }
  }
}
