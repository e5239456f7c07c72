/** Audit policies (`k8s.io/apiserver/pkg/audit/policy`). */
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes } from '../authz/authorizer.ts'
import { combinedResource, pathMatches } from '../authz/rule-match.ts'
import type { Level, Stage } from './event.ts'

export interface AuditedResources {
  /** '' for core */
  readonly group: string
  /** `pods`, `pods/log`, `pods/*`, `*`, or `*` before a slash and a subresource; empty: all */
  readonly resources: readonly string[]
  /** empty: all */
  readonly resourceNames: readonly string[]
}

/**
 * Empty lists match everything. However, a rule with namespaces or resources matches only requests
 * for resources, and a rule with nonResourceURLs matches only other requests.
 */
export interface AuditRule {
  readonly level: Level
  readonly users: readonly string[]
  readonly userGroups: readonly string[]
  readonly verbs: readonly string[]
  readonly resources: readonly AuditedResources[]
  /** '' matches requests without a namespace */
  readonly namespaces: readonly string[]
  readonly nonResourceURLs: readonly string[]
  readonly omitStages: readonly Stage[]
  /** undefined: the policy's value applies */
  readonly omitManagedFields: boolean | undefined
}

interface Omissions {
  readonly omitStages: readonly Stage[]
  readonly omitManagedFields: boolean
}

export interface Policy extends Omissions {
  /** the first match decides */
  readonly rules: readonly AuditRule[]
}

export interface Audited extends Omissions {
  readonly level: Level
}

export type AuditAttributes = Omit<Attributes, 'user'> & { readonly user: UserInfo | undefined }

const allows = (list: readonly string[], value: string): boolean =>
  list.length === 0 || list.includes(value)

const matchesResources = (
  { group, resources, resourceNames }: AuditedResources,
  attributes: AuditAttributes,
): boolean => {
  const { apiGroup, resource, subresource, name } = attributes
  if (group !== apiGroup) return false
  if (resources.length === 0) return true
  if (!allows(resourceNames, name)) return false
  const combined = combinedResource(attributes)
  return resources.some(
    (wanted) =>
      wanted === '*' ||
      wanted === combined ||
      wanted === `${resource}/*` ||
      (subresource !== '' && wanted === `*/${subresource}`),
  )
}

const matches = (rule: AuditRule, attributes: AuditAttributes): boolean => {
  const { user, verb, resourceRequest, namespace, path } = attributes
  if (rule.users.length > 0 && !(user !== undefined && rule.users.includes(user.name))) return false
  if (rule.userGroups.length > 0 && !user?.groups.some((group) => rule.userGroups.includes(group)))
    return false
  if (!allows(rule.verbs, verb)) return false
  if (rule.namespaces.length > 0 || rule.resources.length > 0) {
    return (
      resourceRequest &&
      allows(rule.namespaces, namespace) &&
      (rule.resources.length === 0 ||
        rule.resources.some((wanted) => matchesResources(wanted, attributes)))
    )
  }
  if (rule.nonResourceURLs.length === 0) return true
  return !resourceRequest && rule.nonResourceURLs.some((wanted) => pathMatches(wanted, path))
}

/** Returns level None if no rule matches. */
export const auditedBy = (policy: Policy, attributes: AuditAttributes): Audited => {
  const { omitStages, omitManagedFields } = policy
  const rule = policy.rules.find((candidate) => matches(candidate, attributes))
  if (rule === undefined) return { level: 'None', omitStages, omitManagedFields }
  return {
    level: rule.level,
    omitStages: [...omitStages, ...rule.omitStages],
    omitManagedFields: rule.omitManagedFields ?? omitManagedFields,
  }
}

export const ANY_REQUEST: Omit<AuditRule, 'level'> = {
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
  omitManagedFields: undefined,
}

/** Resources whose bodies are or contain secrets. */
const SECRETS: readonly AuditedResources[] = [
  { group: '', resources: ['secrets', 'serviceaccounts/token'], resourceNames: [] },
  { group: 'authentication.k8s.io', resources: ['tokenreviews'], resourceNames: [] },
]

/** Returns a policy that logs all requests at `level`, but no bodies with secrets or tokens. */
export const policyOfLevel = (level: Level): Policy => ({
  rules: [
    { ...ANY_REQUEST, level: level === 'None' ? level : 'Metadata', resources: SECRETS },
    { ...ANY_REQUEST, level },
  ],
  omitStages: [],
  omitManagedFields: false,
})
