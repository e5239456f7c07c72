import type { KubeObject } from '../../apimachinery/meta.ts'
import { conflict } from '../../apimachinery/status.ts'
import type { RegistryState } from './state.ts'

export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Throws the 409 if the object does not meet the request's preconditions. */
export const checkPreconditions = <T extends KubeObject>(
  { resource, groupResource }: RegistryState<T>,
  name: string,
  { uid, resourceVersion }: Preconditions,
  { metadata }: T,
): void => {
  const check = (what: string, expected: string | undefined, found = '', change = ''): void => {
    if (expected === undefined || expected === found) return
    if (resource.terminate !== undefined)
      throw conflict(
        groupResource,
        name,
        `Precondition failed: ${what} in precondition: ${expected}, ${what} in object meta: ${found}`,
      )
    throw conflict(
      // the real server names the Kind
      { group: resource.group, resource: resource.kind },
      name,
      `the ${what} in the precondition (${expected}) does not match the ${what} in record (${found}). ` +
        `The object might have been ${change}`,
    )
  }
  check('UID', uid, metadata.uid, 'deleted and then recreated')
  check('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified')
}
