/** Rules of aggregated ClusterRoles, as computed by the `clusterrole-aggregation-controller`. */
import { labelSelectorOf } from '../../apimachinery/label-selector-spec.ts'
import type { ClusterRole, PolicyRule } from '../../apis/rbac.ts'
import type { Steps } from '../../apimachinery/turns.ts'

/**
 * Key that is equal for rules that are equal by Go's semantic equality: a missing list is an empty
 * list; order counts.
 */
const identityOf = ({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): string =>
  JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs])

const sameRules = (a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean =>
  a.length === b.length && a.every((rule, i) => identityOf(rule) === identityOf(b[i]!))

const byName = (a: ClusterRole, b: ClusterRole): number =>
  a.metadata.name! < b.metadata.name! ? -1 : 1

/** Rules merged before the work pauses (`Steps`). */
const RULES_OF_ONE_TURN = 2000

function* union(lists: readonly (readonly PolicyRule[])[]): Steps<PolicyRule[]> {
  const rules = new Map<string, PolicyRule>()
  let count = 0
  for (const rule of lists.flat()) {
    if (++count % RULES_OF_ONE_TURN === 0) yield
    const identity = identityOf(rule)
    if (!rules.has(identity)) rules.set(identity, rule)
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
 * Returns the new rules of an aggregated role: those of the other roles that its selectors select,
 * by selector, then by name, without exact duplicates. Undefined without an aggregationRule or
 * without a change. Throws an Error for an invalid selector.
 */
export function* aggregationChange(
  role: ClusterRole,
  all: Iterable<ClusterRole>,
): Steps<readonly PolicyRule[] | undefined> {
  if (role.aggregationRule === undefined) return undefined
  const gathered = yield* gatheredFor(role, role.aggregationRule, all)
  return sameRules(gathered, role.rules ?? NO_RULES) ? undefined : gathered
}
