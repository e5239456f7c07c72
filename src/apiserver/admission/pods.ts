import type { Pod } from '../../apis/core.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'

/** A plugin that changes created and updated pods, but no subresources. */
export const podPlugin = (
  change: (pod: Pod, attributes: AdmissionAttributes) => Pod | undefined,
): AdmissionPlugin => ({
  on: '/pods/',
  mutate: (attributes) => change(attributes.object as Pod, attributes),
})
