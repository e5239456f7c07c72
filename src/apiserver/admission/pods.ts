import type { Pod } from '../../apis/core.ts'
import { type AdmissionAttributes, type AdmissionPlugin, isFor } from './admission.ts'

/** A plugin that changes created and updated pods, but no subresources. */
export const podPlugin = (
  change: (pod: Pod, attributes: AdmissionAttributes) => Pod | undefined,
): AdmissionPlugin => ({
  mutate: (attributes) => {
    const { subresource, object } = attributes
    const isPod = subresource === '' && isFor(attributes, '', 'pods')
    return isPod ? change(object as Pod, attributes) : undefined
  },
})
