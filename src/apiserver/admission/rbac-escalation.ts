/**
 * Nobody grants what they do not hold (the policy-based storages of `pkg/registry/rbac`): who writes a role must hold its rules,
 * or may `escalate`; who writes a binding must hold the rules of its role, or may `bind` it.
 *
 * On the real server this belongs to the storage of these kinds and comes before their validation: 403 goes before 409 and 422.
 * So it is a mutating plugin that changes nothing, and must be the last one of the chain.
 */
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { checkLookupName } from '../../apimachinery/schema/lookup-name.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
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
import type { Authorizer } from '../authz/authorizer.ts'
import { missingRules } from '../authz/covers.ts'
import type { RoleRules } from '../authz/rbac.ts'
import { compactRules, quotedList, ruleText } from '../authz/rule-text.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'
import { changesOnlyOwnership } from './garbage-collection.ts'

interface EscalationParts {
  readonly authorizer: Authorizer
  readonly rules: RoleRules
}

/** Every permission there is: a role that gathers the rules of others may end up with it. */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

interface Write extends AdmissionAttributes {
  readonly object: KubeObject
}

const allows = (
  { authorizer }: EscalationParts,
  { context, namespace }: Write,
  verb: string,
  apiGroup: string,
  resource: string,
  name: string,
): boolean =>
  authorizer.authorize({
    user: context.user,
    verb,
    resourceRequest: true,
    path: '',
    namespace,
    apiGroup,
    apiVersion: '*',
    resource,
    subresource: '',
    name,
  }).decision === 'allow'

const refuse = ({ resource, object }: Write, why: string) =>
  forbiddenResource(resource, object.metadata.name ?? '', why)

/** Of rules that are missing no more are told: atoms, and UTF-16 units of their texts. */
const MAX_TOLD = 2000
const MAX_TOLD_LENGTH = 64 * 1024

/** What is missing, one line for each thing; `...` at the end when that is not all. The real server lists all there is. */
const listedRules = (missing: Iterable<PolicyRule>): string => {
  const told: PolicyRule[] = []
  let length = 0
  let isAll = true
  for (const atom of missing) {
    length += ruleText(atom).length
    isAll = told.length < MAX_TOLD && (told.length === 0 || length <= MAX_TOLD_LENGTH)
    if (!isAll) break
    told.push(atom)
  }
  const lines = [...new Set(compactRules(told).map(ruleText))].sort()
  return [...lines, ...(isAll ? [] : ['...'])].join('\n')
}

/** Why the user may not grant `wanted` in the request's namespace; undefined when it holds all of it. */
const escalation = (
  { rules }: EscalationParts,
  { context: { user }, namespace, resource }: Write,
  wanted: readonly PolicyRule[],
): string | undefined => {
  const held = rules.rulesFor(
    user,
    namespace,
    // looked up on behalf of this request, whose resource stands in the text then
    ({ name }) => notFound(resource, name).message,
  )
  const list = listedRules(missingRules(held.rules, wanted))
  if (list === '') return undefined
  const why =
    `user ${goQuote(user.name)} (groups=${quotedList(user.groups)}) ` +
    `is attempting to grant RBAC permissions not currently held:\n${list}`
  if (held.errors.length === 0) return why
  return `${why}; resolution errors: [${aggregateErrors(held.errors)}]`
}

const gathers = (role: ClusterRole | undefined): boolean => role?.aggregationRule !== undefined

/** `escalate` is asked for the name in the URL, which a new object does not have there. */
const checkRole = (parts: EscalationParts, write: Write): void => {
  const { resource, operation, name, object, oldObject } = write
  const urlName = operation === 'CREATE' ? '' : name
  if (allows(parts, write, 'escalate', resource.group, resource.resource, urlName)) return
  if (changesOnlyOwnership(write)) return
  const why = escalation(parts, write, (object as Role | ClusterRole).rules ?? [])
  if (why !== undefined) throw refuse(write, why)
  if (!gathers(object) && !gathers(oldObject)) return
  if (escalation(parts, write, FULL_AUTHORITY) !== undefined) {
    throw refuse(write, 'must have cluster-admin privileges to use the aggregationRule')
  }
}

/** The rules of the role that is bound. Throws what the lookup of such a role answers. */
const rulesToBind = (
  { rules }: EscalationParts,
  write: Write,
  ref: RoleRef,
): readonly PolicyRule[] => {
  const { namespace, resource } = write
  if (ref.kind !== 'Role' && ref.kind !== 'ClusterRole') {
    throw plainError(`unsupported role reference kind: ${goQuote(ref.kind)}`)
  }
  if (ref.kind === 'Role' && namespace === '') throw badRequest('Namespace parameter required.')
  checkLookupName(ref.name)
  const found = rules.rulesOf(ref, namespace)
  // the real server names the resource of the request here, not that of the role
  if (found === undefined) throw notFound(resource, ref.name)
  return found
}

const BOUND_RESOURCE: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  Role: 'roles',
}

const checkBinding = (parts: EscalationParts, write: Write): void => {
  const { roleRef } = write.object as RoleBinding | ClusterRoleBinding
  if (changesOnlyOwnership(write)) return
  const bound = Object.hasOwn(BOUND_RESOURCE, roleRef.kind)
    ? BOUND_RESOURCE[roleRef.kind]
    : undefined
  if (
    bound !== undefined &&
    allows(parts, write, 'bind', roleRef.apiGroup ?? '', bound, roleRef.name)
  )
    return
  const why = escalation(parts, write, rulesToBind(parts, write, roleRef))
  if (why !== undefined) throw refuse(write, why)
}

const CHECKS: ReadonlyMap<string, (parts: EscalationParts, write: Write) => void> = new Map([
  ['roles', checkRole],
  ['clusterroles', checkRole],
  ['rolebindings', checkBinding],
  ['clusterrolebindings', checkBinding],
])

/** Throws 403, or what looking up the bound role answers: 400, 404, 500. Members of `system:masters` are not asked. */
export const rbacEscalation = (parts: EscalationParts): AdmissionPlugin => ({
  name: 'RBACEscalation',
  mutate: (attributes) => {
    const object = attributes.object!
    const { resource, context } = attributes
    const check = resource.group === RBAC_GROUP ? CHECKS.get(resource.resource) : undefined
    if (check !== undefined && !context.user.groups.includes(SYSTEM_MASTERS)) {
      check(parts, { ...attributes, object })
    }
    return object
  },
})
