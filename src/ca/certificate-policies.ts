import type { Certificate } from './certificate.ts'

/** anyPolicy, in hexadecimal */
const ANY = '551d2000'

/** Node of the policy graph (RFC 9618). */
interface Node {
  policy: string
  expected: readonly string[]
  parents: Set<Node>
  children: Set<Node>
}

type PolicyLevel = Map<string, Node>

const node = (policy: string, parents: readonly Node[]): Node => {
  const made: Node = {
    policy,
    expected: [policy],
    parents: new Set(parents),
    children: new Set(),
  }
  for (const parent of parents) parent.children.add(made)
  return made
}

const remove = (level: PolicyLevel, policy: string): void => {
  const gone = level.get(policy)
  for (const parent of gone?.parents ?? []) parent.children.delete(gone!)
  level.delete(policy)
}

/** Removes nodes that lead to no policy of the lowest level. */
const prune = (levels: readonly PolicyLevel[]): void => {
  for (const level of levels.slice(1, -1).toReversed())
    for (const { policy, children } of level.values())
      if (children.size === 0) remove(level, policy)
}

const byExpected = (level: PolicyLevel): Map<string, Node[]> => {
  const parents = new Map<string, Node[]>()
  for (const parent of level.values()) {
    for (const policy of parent.expected) {
      const known = parents.get(policy)
      if (known) known.push(parent)
      else parents.set(policy, [parent])
    }
  }
  return parents
}

const levelBelow = (
  above: PolicyLevel,
  policies: readonly string[],
  allowsAny: boolean,
): PolicyLevel => {
  const level: PolicyLevel = new Map()
  const expecting = byExpected(above)
  for (const policy of policies) {
    if (policy === ANY) continue
    const any = above.get(ANY)
    const parents = expecting.get(policy) ?? (any ? [any] : [])
    if (parents.length > 0) level.set(policy, node(policy, parents))
  }
  if (allowsAny && policies.includes(ANY)) {
    for (const [policy, parents] of expecting)
      if (!level.has(policy)) level.set(policy, node(policy, parents))
  }
  return level
}

/**
 * Applies policy mappings to the lowest level; without `mayMap`, removes the mapped policies.
 * Returns false for an applied mapping from or to anyPolicy.
 */
const applyMapping = (
  levels: readonly PolicyLevel[],
  mappings: Certificate['policyMappings'],
  mayMap: boolean,
): boolean => {
  const level = levels.at(-1)!
  const renamed = new Map<string, string[]>()
  for (const [issuer, subject] of mappings) {
    if (mayMap) {
      if (issuer === ANY || subject === ANY) return false
      renamed.set(issuer, [...(renamed.get(issuer) ?? []), subject])
    } else {
      remove(level, issuer)
      prune(levels)
    }
  }
  for (const [issuer, subjects] of renamed) {
    const any = level.get(ANY)
    const mapped = level.get(issuer) ?? (any && node(issuer, [any]))
    if (!mapped) continue
    mapped.expected = subjects
    level.set(issuer, mapped)
  }
  return true
}

/** Reports whether some policy holds for the whole chain. */
const holdsPolicy = (levels: readonly PolicyLevel[]): boolean =>
  levels.at(-1)!.has(ANY) ||
  levels.some((level) =>
    [...level.values()].some(
      ({ policy, parents }) =>
        policy !== ANY && parents.size === 1 && [...parents][0]!.policy === ANY,
    ),
  )

/**
 * Checks policies (RFC 5280, section 6.1, updated by RFC 9618): Go's `policiesValid`
 * (verify.go) for a caller that requires no policy.
 *
 * @param chain from the leaf to the trusted CA
 */
export const hasValidPolicies = (chain: readonly Certificate[]): boolean => {
  const length = chain.length - 1
  if (length === 0) return true
  let levels: PolicyLevel[] | undefined = [new Map([[ANY, node(ANY, [])]])]
  let explicit = length + 1
  let mapping = length + 1
  let any = length + 1
  for (let i = length - 1; i >= 0; i--) {
    const certificate = chain[i]!
    const { policies, policyMappings, requireExplicitPolicy, inhibitPolicyMapping } = certificate
    const isSelfIssued = certificate.rawIssuer.equals(certificate.rawSubject)
    if (policies.length === 0) levels = undefined
    if (explicit === 0 && !levels) return false
    if (levels) {
      const allowsAny = any > 0 || (i > 0 && isSelfIssued)
      levels.push(levelBelow(levels.at(-1)!, policies, allowsAny))
      prune(levels)
      if (i > 0 && !applyMapping(levels, policyMappings, mapping > 0)) return false
    }
    if (i === 0) continue
    const step = isSelfIssued ? 0 : 1
    explicit = Math.min(Math.max(explicit - step, 0), requireExplicitPolicy ?? Infinity)
    mapping = Math.min(Math.max(mapping - step, 0), inhibitPolicyMapping ?? Infinity)
    any = Math.min(Math.max(any - step, 0), certificate.inhibitAnyPolicy ?? Infinity)
  }
  if (explicit > 1 && chain[0]!.requireExplicitPolicy !== 0) return true
  return levels !== undefined && holdsPolicy(levels)
}
