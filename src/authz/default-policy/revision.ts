/** What a release changes of the roles of those before it, as data, and how that is applied. */
import { isDeepStrictEqual } from 'node:util'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role } from '../../api/kinds/rbac.ts'
import type { Change } from '../../release/changes.ts'

/** A change of the rules of one role. Rules are named by themselves, as they were before. */
export type Edit =
  /** at the end, or before, after or instead of another one */
  | {
      readonly put: PolicyRule
      readonly before?: PolicyRule
      readonly after?: PolicyRule
      readonly insteadOf?: PolicyRule
    }
  | { readonly drop: PolicyRule }
  /** a resource is taken out of the rules that name others besides */
  | { readonly dropResource: string }

export interface Revision {
  readonly since: Change
  /** by name, ClusterRoles and those of the reserved namespaces */
  readonly edits: Readonly<Record<string, readonly Edit[]>>
  readonly clusterRoles?: readonly ClusterRole[]
  readonly clusterRoleBindings?: readonly ClusterRoleBinding[]
}

type AnyRole = ClusterRole | Role

const placeOf = (rules: readonly PolicyRule[], rule: PolicyRule, role: string): number => {
  const place = rules.findIndex((other) => isDeepStrictEqual(other, rule))
  if (place < 0) throw new Error(`${role} has no rule ${JSON.stringify(rule)}`)
  return place
}

const withoutResource = (rule: PolicyRule, resource: string): PolicyRule => {
  const { resources = [] } = rule
  return resources.length > 1 && resources.includes(resource)
    ? { ...rule, resources: resources.filter((other) => other !== resource) }
    : rule
}

const edited = (rules: readonly PolicyRule[], edit: Edit, role: string): PolicyRule[] => {
  if ('dropResource' in edit) return rules.map((rule) => withoutResource(rule, edit.dropResource))
  if ('drop' in edit) return rules.toSpliced(placeOf(rules, edit.drop, role), 1)
  const { put, before, after, insteadOf } = edit
  if (before !== undefined) return rules.toSpliced(placeOf(rules, before, role), 0, put)
  if (after !== undefined) return rules.toSpliced(placeOf(rules, after, role) + 1, 0, put)
  if (insteadOf !== undefined) return rules.toSpliced(placeOf(rules, insteadOf, role), 1, put)
  return [...rules, put]
}

/** The roles after a revision. Throws for an edit that does not fit: what a release changes must have been there. */
export const revisedRoles = <R extends AnyRole>(
  roles: readonly R[],
  edits: Revision['edits'],
): R[] =>
  roles.map((role) => {
    const name = role.metadata.name!
    const own = Object.hasOwn(edits, name) ? edits[name]! : []
    const rules = own.reduce<readonly PolicyRule[]>(
      (so, edit) => edited(so, edit, name),
      role.rules ?? [],
    )
    return own.length === 0 ? role : { ...role, rules }
  })
