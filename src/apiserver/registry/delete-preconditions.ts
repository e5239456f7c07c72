import type { GroupResource, KubeObject } from '../../apimachinery/meta.ts'
import { conflict } from '../../apimachinery/status.ts'
import type { RegistryState } from './state.ts'

export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Throws the 409, in the words for kinds with `terminate`. */
const checkTerminated = (
  groupResource: GroupResource,
  name: string,
  what: string,
  expected: string | undefined,
  actual: string | undefined,
): void => {
  if (expected === undefined || expected === actual) return
  throw conflict(
    groupResource,
    name,
    `Precondition failed: ${what} in precondition: ${expected}, ${what} in object meta: ${actual}`,
  )
}

/** Throws the 409 if the object does not meet the request's preconditions. */
export const checkPreconditions = <T extends KubeObject>(
  { resource, groupResource }: RegistryState<T>,
  name: string,
  { uid, resourceVersion }: Preconditions,
  { metadata }: T,
): void => {
  if (resource.terminate !== undefined) {
    checkTerminated(groupResource, name, 'UID', uid, metadata.uid)
    checkTerminated(
      groupResource,
      name,
      'ResourceVersion',
      resourceVersion,
      metadata.resourceVersion,
    )
    return
  }
  // the real server names the Kind in these errors
  const kind = { group: resource.group, resource: resource.kind }
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      kind,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). ` +
        'The object might have been deleted and then recreated',
    )
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      kind,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
        `(${metadata.resourceVersion}). The object might have been modified`,
    )
  }
}
