/**
 * Adds missing parts of the default policy to stored objects (`pkg/registry/rbac/reconciliation`).
 * Removes nothing except an unexpected aggregationRule.
 */
import { sameJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import {
  AUTOUPDATE_ANNOTATION,
  type AggregationRule,
  type ClusterRole,
  type ClusterRoleBinding,
  type Role,
  type RoleBinding,
  type RoleRef,
  type Subject,
} from '../../apis/rbac.ts'
import { missingRules } from './covers.ts'

const isProtected = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.[AUTOUPDATE_ANNOTATION] === 'false'

const withExpectedMetadata = ({ metadata: own }: KubeObject, { metadata }: KubeObject) => ({
  ...own,
  ...(metadata.labels && { labels: { ...metadata.labels, ...own.labels } }),
  ...(metadata.annotations && { annotations: { ...metadata.annotations, ...own.annotations } }),
})

const changed = <T extends KubeObject>(stored: T, object: T): T =>
  sameJson(object, stored) ? stored : object

const withMissingSelectors = (
  stored: AggregationRule | undefined,
  { clusterRoleSelectors: expected = [] }: AggregationRule,
): AggregationRule => {
  const own = stored?.clusterRoleSelectors ?? []
  const missing = expected.filter((one) => !own.some((other) => sameJson(one, other)))
  return { clusterRoleSelectors: [...own, ...missing] }
}

/**
 * Adds missing labels, annotations, selectors and rules; each added rule has one verb, and one
 * resource or path. Returns `stored` if nothing changes.
 */
export const reconcileRole = <T extends Role | ClusterRole>(stored: T, expected: T): T => {
  if (isProtected(stored)) return stored
  const { aggregationRule, ...rest }: ClusterRole = stored
  const { aggregationRule: wanted }: ClusterRole = expected
  const rules = stored.rules ?? []
  const missing = [...missingRules(rules, expected.rules ?? [])]
  const object: ClusterRole = {
    ...rest,
    metadata: withExpectedMetadata(stored, expected),
    ...(missing.length > 0 && { rules: [...rules, ...missing] }),
    ...(wanted && { aggregationRule: withMissingSelectors(aggregationRule, wanted) }),
  }
  return changed(stored, object as T)
}

const subjectKey = ({ kind, apiGroup = '', name, namespace = '' }: Subject): string =>
  JSON.stringify([kind, apiGroup, name, namespace])

const sameRef = (a: RoleRef, b: RoleRef): boolean =>
  a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name

type AnyBinding = RoleBinding | ClusterRoleBinding

/** Whether the stored binding must be recreated, because its immutable roleRef differs. */
export const refersElsewhere = (stored: AnyBinding, expected: AnyBinding): boolean =>
  !isProtected(stored) && !sameRef(stored.roleRef, expected.roleRef)

/**
 * Adds missing labels, annotations and subjects to a binding of the expected role. Returns `stored`
 * if nothing changes.
 */
export const reconcileBinding = <T extends AnyBinding>(stored: T, expected: T): T => {
  if (isProtected(stored) || !sameRef(stored.roleRef, expected.roleRef)) return stored
  const known = new Set(stored.subjects?.map(subjectKey))
  const missing = (expected.subjects ?? []).filter((subject) => !known.has(subjectKey(subject)))
  return changed(stored, {
    ...stored,
    metadata: withExpectedMetadata(stored, expected),
    ...(missing.length > 0 && { subjects: [...(stored.subjects ?? []), ...missing] }),
  })
}
