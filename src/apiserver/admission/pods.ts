import type { Pod } from '../../apis/core.ts'
import type { AdmissionAttributes } from './admission.ts'

/** The pod that is written as a whole, not one of its subresources. */
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
