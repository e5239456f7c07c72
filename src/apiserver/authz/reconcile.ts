/**
 * Reconciliation of the default policy at every start (`pkg/registry/rbac/reconciliation`): adds
 * missing objects, rules, subjects, selectors, labels and annotations; removes nothing.
 */
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { LabelSelectorSpec } from '../../apimachinery/label-selector-spec.ts'
import type { KubeObject, StringMap } from '../../apimachinery/meta.ts'
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

/** Change to write. `recreate`: delete, then create, since a roleRef is immutable. */
export type Reconciliation<T extends KubeObject> =
  | { readonly action: 'none' }
  | { readonly action: 'create' | 'update' | 'recreate'; readonly object: T }

const NONE = { action: 'none' } as const

/** Reports whether the user has opted the object out. */
const isProtected = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.[AUTOUPDATE_ANNOTATION] === 'false'

/** Adds missing entries of `expected`; undefined if none is missing. */
const withMissingEntries = (
  stored: StringMap = {},
  expected: StringMap = {},
): StringMap | undefined => {
  const missing = Object.keys(expected).filter((key) => !Object.hasOwn(stored, key))
  if (missing.length === 0) return undefined
  const merged: StringMap = Object.assign(Object.create(null), stored)
  for (const key of missing) merged[key] = expected[key]!
  return merged
}

/** Adds missing labels and annotations; returns the same object if none is missing. */
const withExpectedMetadata = <T extends KubeObject>(stored: T, expected: T): T => {
  const labels = withMissingEntries(stored.metadata.labels, expected.metadata.labels)
  const annotations = withMissingEntries(stored.metadata.annotations, expected.metadata.annotations)
  if (labels === undefined && annotations === undefined) return stored
  return {
    ...stored,
    metadata: {
      ...stored.metadata,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  }
}

const written = <T extends KubeObject>(stored: T, object: T): Reconciliation<T> =>
  object === stored ? NONE : { action: 'update', object }

const missingSelectors = (
  stored: AggregationRule | undefined,
  expected: AggregationRule | undefined,
): LabelSelectorSpec[] => {
  const known = new Set((stored?.clusterRoleSelectors ?? []).map(stringifyJson))
  return (expected?.clusterRoleSelectors ?? []).filter(
    (selector) => !known.has(stringifyJson(selector)),
  )
}

const withExpectedAggregation = (object: ClusterRole, expected: ClusterRole): ClusterRole => {
  if (expected.aggregationRule === undefined) {
    const { aggregationRule, ...rest } = object
    return aggregationRule === undefined ? object : rest
  }
  const missing = missingSelectors(object.aggregationRule, expected.aggregationRule)
  if (missing.length === 0) return object
  const clusterRoleSelectors = [...(object.aggregationRule?.clusterRoleSelectors ?? []), ...missing]
  return { ...object, aggregationRule: { clusterRoleSelectors } }
}

/** Adds missing rules, one verb and one resource each, like the real server. */
export const reconcileRole = <T extends Role | ClusterRole>(
  stored: T | undefined,
  expected: T,
): Reconciliation<T> => {
  if (stored === undefined) return { action: 'create', object: expected }
  if (isProtected(stored)) return NONE
  let object = withExpectedMetadata<Role | ClusterRole>(stored, expected)
  const missing = [...missingRules(stored.rules ?? [], expected.rules ?? [])]
  if (missing.length > 0) object = { ...object, rules: [...(stored.rules ?? []), ...missing] }
  return written(stored, withExpectedAggregation(object, expected) as T)
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
  const object = withExpectedMetadata(stored, expected)
  const known = new Set((stored.subjects ?? []).map(subjectKey))
  const missing = (expected.subjects ?? []).filter((subject) => !known.has(subjectKey(subject)))
  if (missing.length === 0) return written(stored, object)
  return {
    action: 'update',
    object: { ...object, subjects: [...(stored.subjects ?? []), ...missing] },
  }
}
