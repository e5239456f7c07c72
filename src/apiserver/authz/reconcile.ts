/**
 * Adds what the stored objects lack of the default policy (`pkg/registry/rbac/reconciliation`).
 * Removes nothing, but recreates a binding that refers to another role.
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

/** `recreate`: delete, then create, since a roleRef is immutable. */
export type Reconciliation<T extends KubeObject> =
  | { readonly action: 'none' }
  | { readonly action: 'create' | 'update' | 'recreate'; readonly object: T }

const NONE = { action: 'none' } as const

const isProtected = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.[AUTOUPDATE_ANNOTATION] === 'false'

const withExpectedMetadata = ({ metadata: own }: KubeObject, { metadata }: KubeObject) => ({
  ...own,
  ...(metadata.labels && { labels: { ...metadata.labels, ...own.labels } }),
  ...(metadata.annotations && { annotations: { ...metadata.annotations, ...own.annotations } }),
})

const written = <T extends KubeObject>(stored: T, object: T): Reconciliation<T> =>
  sameJson(object, stored) ? NONE : { action: 'update', object }

const withMissingSelectors = (
  stored: AggregationRule | undefined,
  { clusterRoleSelectors: expected = [] }: AggregationRule,
): AggregationRule => {
  const own = stored?.clusterRoleSelectors ?? []
  const missing = expected.filter((one) => !own.some((other) => sameJson(one, other)))
  return { clusterRoleSelectors: [...own, ...missing] }
}

/** Adds missing rules, one verb and one resource each. */
export const reconcileRole = <T extends Role | ClusterRole>(
  stored: T | undefined,
  expected: T,
): Reconciliation<T> => {
  if (stored === undefined) return { action: 'create', object: expected }
  if (isProtected(stored)) return NONE
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
  return written(stored, object as T)
}

const subjectKey = ({ kind, apiGroup = '', name, namespace = '' }: Subject): string =>
  JSON.stringify([kind, apiGroup, name, namespace])

const sameRef = (a: RoleRef, b: RoleRef): boolean =>
  a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name

export const reconcileBinding = <T extends RoleBinding | ClusterRoleBinding>(
  stored: T | undefined,
  expected: T,
): Reconciliation<T> => {
  if (stored === undefined) return { action: 'create', object: expected }
  if (isProtected(stored)) return NONE
  if (!sameRef(stored.roleRef, expected.roleRef)) return { action: 'recreate', object: expected }
  const known = new Set(stored.subjects?.map(subjectKey))
  const missing = (expected.subjects ?? []).filter((subject) => !known.has(subjectKey(subject)))
  return written(stored, {
    ...stored,
    metadata: withExpectedMetadata(stored, expected),
    ...(missing.length > 0 && { subjects: [...(stored.subjects ?? []), ...missing] }),
  })
}
