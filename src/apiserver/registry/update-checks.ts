/** Checks of an update against the stored object, before its validation. */
import { FieldPath, invalid } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { conflict, invalidObject, OPTIMISTIC_LOCK_TEXT } from '../../apimachinery/status.ts'
import type { Row } from '../../storage/store.ts'
import { parseResourceVersion } from './list.ts'
import { withMetadata } from './metadata.ts'
import type { RegistryState } from './state.ts'

/** Throws the 409 if the request names a uid (`asked`) other than that of the stored object. */
export const checkUid = <T extends KubeObject>(
  { groupResource }: RegistryState<T>,
  key: string,
  name: string,
  asked = '',
  stored = '',
): void => {
  if (asked === '' || asked === stored) return
  throw conflict(
    groupResource,
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`,
  )
}

/** The object's resourceVersion, 0 if missing. Throws upstream's bare 500 if it is invalid. */
export const namedRevision = ({ metadata }: KubeObject): number =>
  parseResourceVersion(metadata.resourceVersion ?? '')

/**
 * Throws the 409 if the resourceVersion is not the stored one, and the 422 if a required one is
 * missing.
 */
export const checkResourceVersion = <T extends KubeObject>(
  state: RegistryState<T>,
  object: T,
  name: string,
  stored: Row,
): void => {
  const revision = namedRevision(object)
  if (revision === 0) {
    if (state.resource.strategy.allowUnconditionalUpdate) return
    const path = FieldPath.of('metadata').child('resourceVersion')
    const { group, resource } = state.groupResource
    throw invalidObject(group, resource, name, [
      invalid(path, 0, 'must be specified for an update'),
    ])
  }
  if (revision !== stored.revision) {
    throw conflict(state.groupResource, name, OPTIMISTIC_LOCK_TEXT)
  }
}

/**
 * Restores system metadata (`rest.BeforeUpdate`). Keeps a changed uid and a new deletionTimestamp,
 * which validation rejects.
 */
export const restoreSystemMetadata = <T extends KubeObject>(object: T, { metadata: old }: T): T => {
  const { uid, deletionTimestamp, deletionGracePeriodSeconds } = object.metadata
  return withMetadata(object, {
    uid: uid || old.uid,
    creationTimestamp: old.creationTimestamp,
    deletionTimestamp: old.deletionTimestamp ?? deletionTimestamp,
    deletionGracePeriodSeconds: old.deletionGracePeriodSeconds ?? deletionGracePeriodSeconds,
    selfLink: undefined,
  })
}
