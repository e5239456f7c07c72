import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes } from './admission.ts'

/**
 * Returns whether an update changes only fields that the garbage collector may change
 * (`IsOnlyMutatingGCFields` of `pkg/registry/rbac`).
 */
export const changesOnlyOwnership = ({
  object,
  oldObject,
}: Pick<AdmissionAttributes, 'object' | 'oldObject'>): boolean => {
  if (object === undefined || oldObject === undefined) return false
  const rest = (write: KubeObject): string => {
    const metadata = {
      ...write.metadata,
      ownerReferences: undefined,
      finalizers: undefined,
      selfLink: undefined,
      managedFields: undefined,
    }
    return stringifyJson({ ...write, metadata })
  }
  return rest(object) === rest(oldObject)
}
