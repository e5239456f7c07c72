import type { CsrOrders } from '../../controllers/extensions.ts'
import type { Rule } from './rule.ts'

interface ApproverParts {
  readonly rules: readonly Rule[]
  /** rules from before the cluster slept; default: `rules` */
  readonly current?: readonly Rule[] | undefined
  /** lifetime of a certificate whose CSR requests none */
  readonly usualSeconds: number
  /** effects of faults on CSRs, which take precedence over the rules */
  readonly orders: CsrOrders
}

export interface Approvers extends CsrOrders {
  /** The first matching rule decides. */
  readonly rules: readonly Rule[]
  /** Replaces the rules; undecided CSRs are evaluated again. */
  set(rules: readonly Rule[]): void
  clear(): number
  restore(): void
}

export const makeApprovers = ({
  rules: initial,
  current,
  usualSeconds,
  orders,
}: ApproverParts): Approvers => {
  const listeners: (() => void)[] = []
  let rules = current ?? initial
  const set = (others: readonly Rule[]): void => {
    rules = others
    for (const task of listeners) task()
  }
  return {
    get rules() {
      return rules
    },
    set,
    clear: () => {
      const { length } = rules
      set([])
      return length
    },
    restore: () => {
      if (rules !== initial) set(initial)
    },
    signing: (csr) => orders.signing(csr),
    deciding: (csr) => {
      const order = orders.deciding(csr)
      if (order?.verdict !== undefined || rules.length === 0) return order
      const verdict = rules.find((rule) => rule.matches(csr, usualSeconds))?.verdict
      return verdict === undefined ? order : { delayMs: order?.delayMs ?? 0, verdict }
    },
    onChange: (task) => {
      listeners.push(task)
      orders.onChange(task)
    },
  }
}
