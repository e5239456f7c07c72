/** What the `clusterrole-aggregation-controller` computes: the rules of a ClusterRole that gathers those of others. */
import { labelSelectorOf } from '../api/label-selector.ts'
import type { ClusterRole, PolicyRule } from '../api/kinds/rbac.ts'

const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

/** Equality as Go's semantic one: a list that is not there is an empty list; order counts. */
export const sameRule = (a: PolicyRule, b: PolicyRule): boolean =>
  sameList(a.verbs, b.verbs) &&
  sameList(a.apiGroups, b.apiGroups) &&
  sameList(a.resources, b.resources) &&
  sameList(a.resourceNames, b.resourceNames) &&
  sameList(a.nonResourceURLs, b.nonResourceURLs)

export const sameRules = (a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean =>
  a.length === b.length && a.every((rule, i) => sameRule(rule, b[i]!))

const byName = (a: ClusterRole, b: ClusterRole): number =>
  (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1

/**
 * The union of the rules of all roles that a selector of `role` selects, `role` itself aside: by selector, then by name, exact
 * repetitions left out. Throws an Error for a selector that is not valid.
 */
export const aggregatedRules = (role: ClusterRole, all: Iterable<ClusterRole>): PolicyRule[] => {
  const others = [...all]
    .filter(({ metadata }) => metadata.name !== role.metadata.name)
    .sort(byName)
  const rules: PolicyRule[] = []
  for (const spec of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = labelSelectorOf(spec)
    for (const { metadata, rules: gathered } of others) {
      if (!selector.matches(metadata.labels ?? {})) continue
      for (const rule of gathered ?? []) {
        if (!rules.some((known) => sameRule(known, rule))) rules.push(rule)
      }
    }
  }
  return rules
}

/**
 * The rules to write to an aggregated role, or undefined when it gathers nothing (no aggregationRule) or has them already.
 * Throws as {@link aggregatedRules}.
 */
export const aggregationChange = (
  role: ClusterRole,
  all: Iterable<ClusterRole>,
): PolicyRule[] | undefined => {
  if (role.aggregationRule === undefined) return undefined
  const rules = aggregatedRules(role, all)
  return sameRules(rules, role.rules ?? []) ? undefined : rules
}
