/**
 * Whether what somebody holds covers what somebody wants to grant (`component-helpers/auth/rbac/validation`). Wanted rules are
 * broken into atoms of one verb on one thing; an atom is covered only if a single rule covers it.
 */
import { goQuote } from '../api/text/quote.ts'
import type { PolicyRule } from '../api/kinds/rbac.ts'
import { pathMatches } from './rule-match.ts'

/** The rule as rules of one verb, and one resource of one group with one name at most, or one path. */
export const breakDown = (rule: PolicyRule): PolicyRule[] => {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const atoms: PolicyRule[] = []
  for (const apiGroup of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const atom = { verbs: [verb], apiGroups: [apiGroup], resources: [resource] }
        if (resourceNames.length === 0) atoms.push(atom)
        else atoms.push(...resourceNames.map((name) => ({ ...atom, resourceNames: [name] })))
      }
    }
  }
  for (const url of nonResourceURLs) {
    for (const verb of verbs) atoms.push({ verbs: [verb], nonResourceURLs: [url] })
  }
  return atoms
}

const hasAll = (held: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((value) => held.includes(value))

const hasAllOrStar = (held: readonly string[], wanted: readonly string[]): boolean =>
  held.includes('*') || hasAll(held, wanted)

/** `*` followed by a subresource covers that subresource of everything. */
const resourceCovered = (held: readonly string[], resource: string): boolean => {
  if (held.includes('*') || held.includes(resource)) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && held.includes(`*${resource.slice(slash)}`)
}

const ruleCovers = (held: PolicyRule, atom: PolicyRule): boolean => {
  const names = held.resourceNames ?? []
  const wantedNames = atom.resourceNames ?? []
  return (
    hasAllOrStar(held.verbs, atom.verbs) &&
    hasAllOrStar(held.apiGroups ?? [], atom.apiGroups ?? []) &&
    (atom.resources ?? []).every((resource) => resourceCovered(held.resources ?? [], resource)) &&
    // names narrow what is held, so that nothing unnamed is covered by it
    (names.length === 0 || (wantedNames.length > 0 && hasAll(names, wantedNames))) &&
    (atom.nonResourceURLs ?? []).every((url) =>
      (held.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, url)),
    )
  )
}

/** The atoms of `wanted` that no rule of `held` covers, in order; none: all is covered. */
export const missingRules = (
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): PolicyRule[] =>
  wanted.flatMap(breakDown).filter((atom) => !held.some((rule) => ruleCovers(rule, atom)))

/** Atoms on the same resource and name become one rule of all their verbs; atoms on paths stay apart. */
export const compactRules = (atoms: readonly PolicyRule[]): PolicyRule[] => {
  const compact: PolicyRule[] = []
  const verbsOf = new Map<string, string[]>()
  for (const atom of atoms) {
    if (atom.nonResourceURLs !== undefined) {
      compact.push(atom)
      continue
    }
    const key = JSON.stringify([atom.apiGroups, atom.resources, atom.resourceNames])
    const known = verbsOf.get(key)
    if (known === undefined) {
      const verbs = [...atom.verbs]
      verbsOf.set(key, verbs)
      compact.push({ ...atom, verbs })
    } else known.push(...atom.verbs.filter((verb) => !known.includes(verb)))
  }
  return compact
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}`: lists as Go prints them, empty ones left out. */
export const ruleText = (rule: PolicyRule): string => {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ]
  const texts = parts.flatMap(([name, values = []]) =>
    values.length === 0 ? [] : [`${name}:${quotedList(values)}`],
  )
  return `{${texts.join(', ')}}`
}

/** A list of strings as Go's `%q` prints it. */
export const quotedList = (values: readonly string[]): string =>
  `[${values.map(goQuote).join(' ')}]`
