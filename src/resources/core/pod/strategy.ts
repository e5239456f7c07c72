/** Who may set which field of a Pod (`pkg/registry/core/pod`). No pod is ever scheduled here, so its status is a client's. */
import { isDeepStrictEqual } from 'node:util'
import type { Pod } from '../../../api/kinds/pods.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { withMetadata } from '../../../registry/metadata.ts'
import type { Strategy } from '../../../registry/strategy.ts'
import { podDefaults } from './defaults.ts'
import { withoutDisabledFields } from './gated-fields.ts'
import { qualityOf } from './quality.ts'
import { validateNewPod, validatePodUpdate } from './validation.ts'
import { podWarnings } from './warnings.ts'

const base = {
  applyDefaults: podDefaults,
  prepareForCreate: ({ release }, pod) =>
    withMetadata(
      {
        ...withoutDisabledFields(pod, release),
        status: { phase: 'Pending', qosClass: qualityOf(pod.spec) },
      },
      { generation: 1 },
    ),
  validate: (_context, pod) => validateNewPod(pod),
} satisfies Partial<Strategy<Pod>>

export const mainStrategy: Strategy<Pod> = defaultStrategy<Pod>({
  ...base,
  resetFields: [['status']],
  prepareForUpdate: (_context, pod, old) => {
    const changed = { ...pod, status: old.status }
    if (isDeepStrictEqual(pod.spec, old.spec)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validateUpdate: (_context, pod, old) => validatePodUpdate(pod, old),
  warnings: podWarnings,
})

export const statusStrategy: Strategy<Pod> = defaultStrategy<Pod>({
  ...base,
  resetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  prepareForUpdate: (_context, pod, old) =>
    withMetadata({ ...pod, spec: old.spec }, { ownerReferences: old.metadata.ownerReferences }),
  validateUpdate: () => [],
})

/** A binding is judged as such, and no rule of updates holds for what it does. */
export const bindingStrategy: Strategy<Pod> = defaultStrategy<Pod>({ validateUpdate: () => [] })
