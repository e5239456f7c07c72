import type { Pod } from '../../apis/core.ts'
import type { AdmissionAttributes } from './admission.ts'

/** Returns the created or updated pod; undefined for deletes, subresources and other resources. */
export const writtenPod = ({
  operation,
  resource,
  subresource,
  object,
}: AdmissionAttributes): Pod | undefined =>
  operation !== 'DELETE' &&
  resource.group === '' &&
  resource.resource === 'pods' &&
  subresource === ''
    ? (object as Pod)
    : undefined
