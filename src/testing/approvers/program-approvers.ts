/** The door of a program to the approvers of its cluster. */
import type { ClusterClock } from '../clock/cluster-clock.ts'
import type { Approvers } from './approvers.ts'
import { readRules, rulesOf } from './read-rules.ts'
import type { ApproverRule, Rule } from './rule.ts'

/** Rules, or a text of them in YAML or JSON. */
export type ApproverRules = readonly ApproverRule[] | string

export interface ProgramApprovers {
  /** In the order in which they are asked. */
  list(): ApproverRule[]
  /**
   * Takes the place of all rules. Resolves when what was pending has been decided by them; rejects
   * with an Error of one sentence that names the rule and the field, and nothing has changed then.
   */
  set(rules: ApproverRules): Promise<void>
  /** Takes back all of them; says how many there were. */
  clear(): number
}

/** Throws FieldProblem. */
export const readGivenRules = (given: unknown): Rule[] =>
  typeof given === 'string' ? readRules(given) : rulesOf(given)

interface ApproverDoor {
  readonly approvers: Approvers
  readonly clock: Pick<ClusterClock, 'settled'>
}

/** `door`: finds the approvers each time, and throws while there are none. */
export const programApprovers = (door: () => ApproverDoor): ProgramApprovers => ({
  list: () => door().approvers.rules.map(({ given }) => given),
  set: async (rules) => {
    const { approvers, clock } = door()
    approvers.set(readGivenRules(rules))
    await clock.settled()
  },
  clear: () => door().approvers.clear(),
})
