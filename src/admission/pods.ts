import type { Pod } from '../api/kinds/pods.ts'
import type { AdmissionAttributes } from './admission.ts'

/** Marks the pod that stands for one which a kubelet runs by itself. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

export const isMirror = ({ metadata }: Pod): boolean =>
  metadata.annotations?.[MIRROR_ANNOTATION] !== undefined

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
