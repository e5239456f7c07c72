/**
 * Privilege escalation checks (`pkg/registry/rbac`): to write a role, a user must hold its rules or
 * `escalate`; to write a binding, the role's rules or `bind`. The real server's storage makes these
 * checks before validation (403 precedes 409 and 422), so this is the last mutating plugin.
 */
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { checkLookupName } from '../../apimachinery/schema/lookup-name.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { goQuote, quotedList } from '../../apimachinery/text/quote.ts'
import {
  RBAC_GROUP,
  type ClusterRole,
  type ClusterRoleBinding,
  type PolicyRule,
  type Role,
  type RoleBinding,
  type RoleRef,
} from '../../apis/rbac.ts'
import { badRequest, forbiddenResource, notFound, plainError } from '../../apimachinery/status.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { isAllowed } from '../authz/allowed.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import { missingRules } from '../authz/covers.ts'
import { heldRules } from '../authz/rbac.ts'
import type { RbacIndex } from '../authz/rbac-index.ts'
import { compactRules, ruleText } from '../authz/rule-text.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'
import { changesOnlyOwnership } from './garbage-collection.ts'

interface EscalationOptions {
  readonly authorizer: Authorizer
  readonly roles: RbacIndex
}

/** an aggregated role may end up with all permissions */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

interface Write extends AdmissionAttributes {
  readonly object: KubeObject
}

const refuse = ({ resource, object }: Write, why: string) =>
  forbiddenResource(resource, object.metadata.name ?? '', why)

/** maximum length of the rules in an error, in UTF-16 units */
const MAX_TOLD_LENGTH = 64 * 1024

/** Returns one rule per line. `...` replaces rules beyond the limit; the real server lists all. */
const listedRules = (missing: Iterable<PolicyRule>): string => {
  const told: PolicyRule[] = []
  let length = 0
  let isAll = true
  for (const atom of missing) {
    length += ruleText(atom).length
    isAll = told.length === 0 || length <= MAX_TOLD_LENGTH
    if (!isAll) break
    told.push(atom)
  }
  const lines = [...new Set(compactRules(told).map(ruleText))].sort()
  return [...lines, ...(isAll ? [] : ['...'])].join('\n')
}

/** Returns undefined if the user holds all of `wanted`. */
const escalation = (
  { roles }: EscalationOptions,
  { context: { user }, namespace, resource }: Write,
  wanted: readonly PolicyRule[],
): string | undefined => {
  const { rules, missing } = heldRules(roles, user, namespace)
  const list = listedRules(missingRules(rules, wanted))
  if (list === '') return undefined
  const why =
    `user ${goQuote(user.name)} (groups=${quotedList(user.groups)}) ` +
    `is attempting to grant RBAC permissions not currently held:\n${list}`
  if (missing.length === 0) return why
  // the real server's error names the resource of the request instead of the role's
  const errors = missing.map(({ name }) => notFound(resource, name).message)
  return `${why}; resolution errors: [${aggregateErrors(errors)}]`
}

const aggregates = (role: ClusterRole | undefined): boolean => role?.aggregationRule !== undefined

/** A create has no name in the URL, so `escalate` is checked without one. */
const checkRole = (parts: EscalationOptions, write: Write): void => {
  const { context, namespace, resource, operation, name, object, oldObject } = write
  const urlName = operation === 'CREATE' ? '' : name
  const mayEscalate = isAllowed(parts.authorizer, context.user, {
    verb: 'escalate',
    namespace,
    apiGroup: resource.group,
    resource: resource.resource,
    name: urlName,
  })
  if (mayEscalate) return
  if (changesOnlyOwnership(write)) return
  const why = escalation(parts, write, (object as Role | ClusterRole).rules ?? [])
  if (why !== undefined) throw refuse(write, why)
  if (!aggregates(object) && !aggregates(oldObject)) return
  if (escalation(parts, write, FULL_AUTHORITY) !== undefined) {
    throw refuse(write, 'must have cluster-admin privileges to use the aggregationRule')
  }
}

/** Throws the errors of the role's lookup: 400, 404, 500. */
const rulesToBind = (
  { roles }: EscalationOptions,
  write: Write,
  ref: RoleRef,
): readonly PolicyRule[] => {
  const { namespace, resource } = write
  if (ref.kind !== 'Role' && ref.kind !== 'ClusterRole') {
    throw plainError(`unsupported role reference kind: ${goQuote(ref.kind)}`)
  }
  if (ref.kind === 'Role' && namespace === '') throw badRequest('Namespace parameter required.')
  checkLookupName(ref.name)
  const found = roles.rulesOf(ref, namespace)
  // the real server's error names the resource of the request instead of the role's
  if (found === undefined) throw notFound(resource, ref.name)
  return found
}

const BOUND_RESOURCES: ReadonlyMap<string, string> = new Map([
  ['ClusterRole', 'clusterroles'],
  ['Role', 'roles'],
])

const checkBinding = (parts: EscalationOptions, write: Write): void => {
  const { context, namespace } = write
  const { roleRef } = write.object as RoleBinding | ClusterRoleBinding
  if (changesOnlyOwnership(write)) return
  const { apiGroup = '', name } = roleRef
  const resource = BOUND_RESOURCES.get(roleRef.kind)
  const question = resource && { verb: 'bind', namespace, apiGroup, resource, name }
  if (question && isAllowed(parts.authorizer, context.user, question)) return
  const why = escalation(parts, write, rulesToBind(parts, write, roleRef))
  if (why !== undefined) throw refuse(write, why)
}

/**
 * Throws 403, 413, or the errors of {@link rulesToBind}; members of `system:masters` are exempt.
 */
export const rbacEscalation = (parts: EscalationOptions): AdmissionPlugin => ({
  mutate: (attributes) => {
    const { resource, context } = attributes
    if (resource.group !== RBAC_GROUP || context.user.groups.includes(SYSTEM_MASTERS)) return
    const check = resource.resource.endsWith('bindings') ? checkBinding : checkRole
    check(parts, attributes as Write)
  },
})
