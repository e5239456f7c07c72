/**
 * Privilege escalation check: do held rules cover wanted ones
 * (`component-helpers/auth/rbac/validation`)? A wanted rule stands for atoms of one verb on one
 * thing, each of which a single held rule must cover. The atoms are never all made: one rule can
 * stand for millions.
 */
import type { PolicyRule } from '../../apis/rbac.ts'
import { HeldRules, type RuleMask } from './held-rules.ts'

interface Valued<V> {
  readonly value: V
  readonly mask: RuleMask
}

const valued = <V>(values: readonly V[], maskOf: (value: V) => RuleMask): Valued<V>[] =>
  values.map((value) => ({ value, mask: maskOf(value) }))

const common = (all: readonly Valued<unknown>[]): RuleMask =>
  all.reduce((mask, one) => mask & one.mask, -1n)

function* missingResources(held: HeldRules, wanted: PolicyRule): Generator<PolicyRule> {
  const { resourceNames = [] } = wanted
  const resources = valued(wanted.resources ?? [], (resource) => held.withResource(resource))
  const verbs = valued(wanted.verbs, (verb) => held.withVerb(verb))
  const names = valued<string | undefined>(
    resourceNames.length === 0 ? [undefined] : resourceNames,
    (name) => held.withName(name),
  )
  const allNames = common(names)
  const allVerbs = common(verbs) & allNames
  const allResources = common(resources) & allVerbs
  // a mask that covered something once covers it again
  const coveredThings = new Set<RuleMask>()
  const coveredVerbs = new Set<RuleMask>()
  for (const group of wanted.apiGroups ?? []) {
    const inGroup = held.withGroup(group)
    if ((inGroup & allResources) !== 0n) continue
    for (const resource of resources) {
      const ofResource = inGroup & resource.mask
      if ((ofResource & allVerbs) !== 0n || coveredThings.has(ofResource)) continue
      let isCovered = true
      for (const verb of verbs) {
        const ofVerb = ofResource & verb.mask
        if ((ofVerb & allNames) !== 0n || coveredVerbs.has(ofVerb)) continue
        let isVerbCovered = true
        for (const name of names) {
          if ((ofVerb & name.mask) !== 0n) continue
          isVerbCovered = false
          yield {
            verbs: [verb.value],
            apiGroups: [group],
            resources: [resource.value],
            ...(name.value === undefined ? {} : { resourceNames: [name.value] }),
          }
        }
        if (isVerbCovered) coveredVerbs.add(ofVerb)
        else isCovered = false
      }
      if (isCovered) coveredThings.add(ofResource)
    }
  }
}

function* missingPaths(held: HeldRules, wanted: PolicyRule): Generator<PolicyRule> {
  const verbs = valued(wanted.verbs, (verb) => held.withVerb(verb))
  const allVerbs = common(verbs)
  for (const url of wanted.nonResourceURLs ?? []) {
    const ofPath = held.withPath(url)
    if ((ofPath & allVerbs) !== 0n) continue
    for (const { value, mask } of verbs) {
      if ((ofPath & mask) === 0n) yield { verbs: [value], nonResourceURLs: [url] }
    }
  }
}

/**
 * Yields the atoms of `wanted` that no rule of `held` covers, in order: rules of one verb, and one
 * resource of one group with at most one name, or one path. There may be millions: take as many as
 * needed.
 */
export function* missingRules(
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): Generator<PolicyRule> {
  const rules = new HeldRules(held, wanted)
  for (const rule of wanted) {
    yield* missingResources(rules, rule)
    yield* missingPaths(rules, rule)
  }
}
