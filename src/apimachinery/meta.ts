/** Types of `meta/v1`, with fields in wire order. */

/** `''` is the core group. */
export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

export interface GroupResource {
  readonly group: string
  readonly resource: string
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ManagedFieldsEntry {
  manager?: string
  operation?: 'Apply' | 'Update'
  apiVersion?: string
  /** RFC 3339, whole seconds, UTC */
  time?: string
  fieldsType?: string
  fieldsV1?: FieldsV1
  subresource?: string
}

/** Nested `f:`, `k:`, `v:`, `i:` and `.` keys (structured-merge-diff). */
export interface FieldsV1 {
  [element: string]: FieldsV1
}

/** Map without prototype, so that `__proto__` and `constructor` are ordinary keys. */
export type StringMap = Record<string, string>

/** Merges maps; later ones win. */
export const stringMap = (...maps: readonly (StringMap | undefined)[]): StringMap =>
  Object.assign(Object.create(null), ...maps)

export interface ObjectMeta {
  name?: string
  generateName?: string
  namespace?: string
  selfLink?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: StringMap
  annotations?: StringMap
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: ManagedFieldsEntry[]
}

export interface ListMeta {
  selfLink?: string
  resourceVersion?: string
  continue?: string
  remainingItemCount?: number
}

/** Objects from the registry are shared and must not be changed. */
export interface KubeObject {
  kind: string
  apiVersion: string
  metadata: ObjectMeta
}

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string =>
  group === '' ? version : `${group}/${version}`

/** Inverse of {@link apiVersionOf}. */
export const parseApiVersion = (apiVersion: string): { group: string; version: string } => {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

export const groupResourceText = ({ group, resource }: GroupResource): string =>
  group === '' ? resource : `${resource}.${group}`
