/** Field ownership of a Pod (`pkg/registry/core/pod`). Clients write the status. */
import { isDeepStrictEqual } from 'node:util'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { Pod } from '../../../apis/core.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'
import { podDefaults } from './defaults.ts'
import { withoutGatedSources } from './gated-sources.ts'
import { qualityOf } from './quality.ts'

import { validatePod, validatePodUpdate } from './validation.ts'

export const strategy: Partial<Strategy<Pod>> = {
  applyDefaults: podDefaults,
  resetFields: [['status']],
  prepareForCreate: (pod, { release }) => {
    const spec = withoutGatedSources(pod.spec, release)
    const status = { phase: 'Pending', qosClass: qualityOf(pod.spec) }
    return withMetadata<Pod>({ ...pod, spec, status }, { generation: 1 })
  },
  prepareForUpdate: (pod, old) => {
    const changed = { ...pod, status: old.status }
    if (isDeepStrictEqual(pod.spec, old.spec)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validate: validatePod,
  validateUpdate: validatePodUpdate,
}

export const status: UpdateStrategy<Pod> = {
  resetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  prepareForUpdate: (pod, old) => {
    // old kubelets omit qosClass
    const qosClass = pod.status.qosClass || old.status.qosClass
    const status = { ...pod.status, ...omitEmpty({ qosClass }) }
    return withMetadata(
      { ...pod, spec: old.spec, status },
      { ownerReferences: old.metadata.ownerReferences },
    )
  },
}
