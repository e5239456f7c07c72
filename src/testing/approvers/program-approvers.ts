import type { ClusterClock } from '../clock/cluster-clock.ts'
import type { Approvers } from './approvers.ts'
import { readRules, rulesOf } from './read-rules.ts'
import type { ApproverRule, Rule } from './rule.ts'

/** Rules, or their text in YAML or JSON. */
export type ApproverRules = readonly ApproverRule[] | string

export interface ProgramApprovers {
  /** Lists the rules in order of evaluation. */
  list(): ApproverRule[]
  /**
   * Replaces all rules. Resolves when the new rules have been applied to pending CSRs. For an
   * invalid rule, changes nothing and rejects with an Error that names rule and field.
   */
  set(rules: ApproverRules): Promise<void>
  /** Removes all rules and returns their number. */
  clear(): number
}

/** Throws FieldProblem. */
export const readGivenRules = (given: unknown): Rule[] =>
  typeof given === 'string' ? readRules(given) : rulesOf(given)

export interface ApproverAccess {
  readonly approvers: Approvers
  readonly clock: Pick<ClusterClock, 'settled'>
}

export const programApprovers = (access: () => ApproverAccess): ProgramApprovers => ({
  list: () => access().approvers.rules.map(({ given }) => given),
  set: async (rules) => {
    const { approvers, clock } = access()
    approvers.set(readGivenRules(rules))
    await clock.settled()
  },
  clear: () => access().approvers.clear(),
})
