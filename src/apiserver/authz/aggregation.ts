/** What the `clusterrole-aggregation-controller` computes: the rules of a ClusterRole that gathers those of others. */
import { labelSelectorOf } from '../../apimachinery/label-selector.ts'
import type { ClusterRole, PolicyRule } from '../../apis/rbac.ts'
import type { Steps } from '../../apimachinery/turns.ts'

const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

/** Equality as Go's semantic one: a list that is not there is an empty list; order counts. */
const sameRule = (a: PolicyRule, b: PolicyRule): boolean =>
  sameList(a.verbs, b.verbs) &&
  sameList(a.apiGroups, b.apiGroups) &&
  sameList(a.resources, b.resources) &&
  sameList(a.resourceNames, b.resourceNames) &&
  sameList(a.nonResourceURLs, b.nonResourceURLs)

const sameRules = (a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean =>
  a.length === b.length && a.every((rule, i) => sameRule(rule, b[i]!))

const byName = (a: ClusterRole, b: ClusterRole): number =>
  (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1

/** The same for those rules that are {@link sameRule}. */
const identityOf = ({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): string =>
  JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs])

/** Rules that are looked at before others have a turn. */
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
 * Returns the rules to write to an aggregated role: those of all roles that one of its selectors selects, itself
 * aside, by selector, then by name, exact repetitions left out. Undefined if it gathers nothing (no
 * aggregationRule) or has them already. Throws an Error for a selector that is not valid.
 */
export function* aggregationChange(
  role: ClusterRole,
  all: Iterable<ClusterRole>,
): Steps<readonly PolicyRule[] | undefined> {
  if (role.aggregationRule === undefined) return undefined
  const gathered = yield* gatheredFor(role, role.aggregationRule, all)
  return sameRules(gathered, role.rules ?? NO_RULES) ? undefined : gathered
}
