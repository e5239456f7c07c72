/** Computes the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import { labelSelectorOf } from '../../apimachinery/label-selector-spec.ts'
import type { ClusterRole, PolicyRule } from '../../apis/rbac.ts'
import { sameJson } from '../../apimachinery/text/json.ts'
import type { Steps } from '../../apimachinery/turns.ts'

const byName = (a: ClusterRole, b: ClusterRole): number =>
  a.metadata.name! < b.metadata.name! ? -1 : 1

/** number of rules to merge before yielding to other work */
const RULES_OF_ONE_TURN = 2000

function* union(lists: readonly (readonly PolicyRule[])[]): Steps<PolicyRule[]> {
  const rules = new Map<string, PolicyRule>()
  let count = 0
  for (const rule of lists.flat()) {
    if (++count % RULES_OF_ONE_TURN === 0) yield
    const text = JSON.stringify(rule)
    if (!rules.has(text)) rules.set(text, rule)
  }
  return [...rules.values()]
}

const NO_RULES: readonly PolicyRule[] = []

function* gatheredFor(
  { metadata: { name: own } }: ClusterRole,
  aggregationRule: NonNullable<ClusterRole['aggregationRule']>,
  all: Iterable<ClusterRole>,
): Steps<readonly PolicyRule[]> {
  const others = [...all].filter(({ metadata }) => metadata.name !== own).sort(byName)
  const lists = (aggregationRule.clusterRoleSelectors ?? []).flatMap((spec) => {
    const selector = labelSelectorOf(spec)
    return others
      .filter(({ metadata }) => selector.matches(metadata.labels ?? {}))
      .map(({ rules }) => rules ?? NO_RULES)
  })
  return yield* union(lists)
}

/**
 * Returns the new rules of an aggregated role: the rules of the other roles that its selectors
 * match, by selector, then by role name, without repeats. Undefined: no change. Throws an Error for
 * an invalid selector.
 */
export function* aggregationChange(
  role: ClusterRole,
  all: Iterable<ClusterRole>,
): Steps<readonly PolicyRule[] | undefined> {
  if (role.aggregationRule === undefined) return undefined
  const gathered = yield* gatheredFor(role, role.aggregationRule, all)
  return sameJson(gathered, role.rules ?? NO_RULES) ? undefined : gathered
}
