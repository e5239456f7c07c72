/**
 * Privilege escalation check (`k8s.io/component-helpers/auth/rbac/validation`). A wanted rule
 * consists of atoms: one verb on one resource, object or path. Each atom must be covered by one
 * held rule.
 */
import type { PolicyRule } from '../../apis/rbac.ts'
import { requestEntityTooLarge } from '../../apimachinery/status.ts'
import { pathMatches } from './rule-match.ts'

/** These take about 50 ms. The number is limited because a rule can have millions of atoms. */
const MOST_COMPARISONS = 20_000_000
/** fixed cost of checking a rule or an atom, in comparisons */
const ATOM_COMPARISONS = 100

const NOTHING: readonly string[] = []

const has = (held: readonly string[] = NOTHING, value: string): boolean =>
  held.includes('*') || held.includes(value)

/** A star covers all; a star before `/status` covers the subresource `status` of all resources. */
const hasResource = (held: readonly string[] = NOTHING, resource: string): boolean =>
  has(held, resource) ||
  (resource.includes('/') && held.includes(`*${resource.slice(resource.indexOf('/'))}`))

/** A held rule with names covers no rule without names. Names have no wildcard. */
const hasNames = (held: readonly string[] = NOTHING, names: readonly string[]): boolean =>
  held.length === 0 || (names.length > 0 && names.every((name) => held.includes(name)))

const covers = (held: PolicyRule, wanted: PolicyRule): boolean =>
  wanted.verbs.every((verb) => has(held.verbs, verb)) &&
  (wanted.apiGroups ?? NOTHING).every((group) => has(held.apiGroups, group)) &&
  (wanted.resources ?? NOTHING).every((resource) => hasResource(held.resources, resource)) &&
  (wanted.nonResourceURLs ?? NOTHING).every((url) =>
    (held.nonResourceURLs ?? NOTHING).some((pattern) => pathMatches(pattern, url)),
  ) &&
  hasNames(held.resourceNames, wanted.resourceNames ?? NOTHING)

function* atomsOf(rule: PolicyRule): Generator<PolicyRule> {
  const { resourceNames = NOTHING, verbs } = rule
  const named =
    resourceNames.length === 0 ? [{}] : resourceNames.map((one) => ({ resourceNames: [one] }))
  for (const group of rule.apiGroups ?? NOTHING)
    for (const resource of rule.resources ?? NOTHING)
      for (const verb of verbs)
        for (const names of named)
          yield { verbs: [verb], apiGroups: [group], resources: [resource], ...names }
  for (const url of rule.nonResourceURLs ?? NOTHING)
    for (const verb of verbs) yield { verbs: [verb], nonResourceURLs: [url] }
}

const valuesOf = (rule: PolicyRule): number =>
  Object.values(rule).reduce((sum, values: readonly string[]) => sum + values.length, 0)

/** Yields the atoms that no held rule covers. Throws a 413 after too many comparisons. */
export function* missingRules(
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): Generator<PolicyRule> {
  const heldValues = held.reduce((sum, rule) => sum + valuesOf(rule), 0)
  let comparisons = 0
  const isCovered = (rule: PolicyRule): boolean => {
    comparisons += heldValues * valuesOf(rule) + ATOM_COMPARISONS
    if (comparisons > MOST_COMPARISONS)
      throw requestEntityTooLarge(
        'Request entity too large: comparing these rules with those that the user holds takes too long; write shorter rules',
      )
    return held.some((one) => covers(one, rule))
  }
  for (const rule of wanted) {
    if (isCovered(rule)) continue
    for (const atom of atomsOf(rule)) if (!isCovered(atom)) yield atom
  }
}
