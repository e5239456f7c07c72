import type { Pod } from '../../apis/core.ts'
import { type AdmissionAttributes, isFor } from './admission.ts'

/** Returns the created or updated pod; undefined for deletes, subresources and other resources. */
export const writtenPod = (attributes: AdmissionAttributes): Pod | undefined => {
  const { operation, subresource, object } = attributes
  const isWrite = operation !== 'DELETE' && subresource === ''
  return isWrite && isFor(attributes, '', 'pods') ? (object as Pod) : undefined
}
