/** The words of `meta/v1` that every stage speaks. Field order is the order of Go's structs, and so of the wire. */

/** `{group, version, kind}`; the core group is `''`. */
export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** A resource without its version, as error messages name it. */
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

/** A set of field paths as nested `f:`, `k:`, `v:`, `i:` and `.` keys (structured-merge-diff's form). */
export interface FieldsV1 {
  [element: string]: FieldsV1
}

/** Map fields (labels, annotations) have no prototype, so that `__proto__` and `constructor` are ordinary keys. */
export type StringMap = Record<string, string>

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

/**
 * Any object of the API, in its versioned JSON form. What the registry hands out is shared by everyone who reads it:
 * nobody changes it in place.
 */
export interface KubeObject {
  kind: string
  apiVersion: string
  metadata: ObjectMeta
}

/** `v1` for the core group, `group/version` otherwise. */
export const apiVersionOf = ({ group, version }: { group: string; version: string }): string =>
  group === '' ? version : `${group}/${version}`

/** The reverse of {@link apiVersionOf}; a string without a slash is a core version. */
export const parseApiVersion = (apiVersion: string): { group: string; version: string } => {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** `certificatesigningrequests.certificates.k8s.io`; `pods` for the core group. */
export const groupResourceText = ({ group, resource }: GroupResource): string =>
  group === '' ? resource : `${resource}.${group}`
