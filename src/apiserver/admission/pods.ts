import type { Pod } from '../../apis/core.ts'
import type { AdmissionAttributes } from './admission.ts'

/** The pod of a write of the whole pod, else undefined. */
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
