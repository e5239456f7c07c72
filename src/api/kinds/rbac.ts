/** `rbac.authorization.k8s.io/v1` on the wire, fields in the order of Go's structs. */
import type { LabelSelectorSpec } from '../label-selector.ts'
import type { KubeObject } from '../meta.ts'

export const RBAC_GROUP = 'rbac.authorization.k8s.io'
export const RBAC_API_VERSION = `${RBAC_GROUP}/v1`

/** Allows `verbs` either on resources or on paths that are no resources. */
export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

export interface Role extends KubeObject {
  /** null when there are none: Go has no `omitempty` here */
  rules?: readonly PolicyRule[] | null
}

export interface AggregationRule {
  clusterRoleSelectors?: readonly LabelSelectorSpec[]
}

export interface ClusterRole extends KubeObject {
  rules?: readonly PolicyRule[] | null
  /** the rules are the union of those of the ClusterRoles that any of the selectors selects */
  aggregationRule?: AggregationRule
}

export interface Subject {
  /** `User`, `Group` or `ServiceAccount` */
  readonly kind: string
  readonly apiGroup?: string
  readonly name: string
  /** only for service accounts */
  readonly namespace?: string
}

export interface RoleRef {
  readonly apiGroup: string
  /** `Role` or `ClusterRole` */
  readonly kind: string
  readonly name: string
}

export interface RoleBinding extends KubeObject {
  subjects?: readonly Subject[]
  roleRef: RoleRef
}

/** Grants in all namespaces and outside of them; its `roleRef` is a ClusterRole. */
export interface ClusterRoleBinding extends KubeObject {
  subjects?: readonly Subject[]
  roleRef: RoleRef
}

/** How a controller keeps an object away from the reconciliation of the default policy: the value `false`. */
export const AUTOUPDATE_ANNOTATION = 'rbac.authorization.kubernetes.io/autoupdate'
