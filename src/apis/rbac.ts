export type * from './generated/rbac.d.ts'

export const RBAC_GROUP = 'rbac.authorization.k8s.io'
export const RBAC_API_VERSION = `${RBAC_GROUP}/v1`

/** If `false`, the object is excluded from the reconciliation of the default policy. */
export const AUTOUPDATE_ANNOTATION = 'rbac.authorization.kubernetes.io/autoupdate'
