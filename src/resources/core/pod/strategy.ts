/** Who may set which field of a Pod (`pkg/registry/core/pod`). No pod is ever scheduled here, so its status is a client's. */
import { isDeepStrictEqual } from 'node:util'
import type { Pod } from '../../../api/kinds/pods.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { withMetadata } from '../../../registry/metadata.ts'
import type { Strategy } from '../../../registry/strategy.ts'
import { withAppArmorFields } from './app-armor.ts'
import { podDefaults } from './defaults.ts'
import { withoutDisabledFields } from './gated-fields.ts'
import { withOwnLabels } from './own-labels.ts'
import { qualityOf } from './quality.ts'
import { validatePodUpdate } from './update-validation.ts'
import { validateNewPod } from './validation.ts'
import { withGatedCondition } from './scheduling-gates.ts'
import { podWarnings } from './warnings.ts'

const base = {
  applyDefaults: podDefaults,
  prepareForCreate: (context, pod) => {
    const spec = withOwnLabels(withoutDisabledFields(pod.spec, context.release), pod.metadata)
    const status = { phase: 'Pending', qosClass: qualityOf(pod.spec) }
    const created = withMetadata<Pod>({ ...pod, spec, status }, { generation: 1 })
    return withAppArmorFields(withGatedCondition(created, context), context)
  },
  validate: validateNewPod,
} satisfies Partial<Strategy<Pod>>

export const mainStrategy: Strategy<Pod> = defaultStrategy<Pod>({
  ...base,
  resetFields: [['status']],
  prepareForUpdate: ({ release }, pod, old) => {
    const spec = withoutDisabledFields(pod.spec, release, old.spec)
    const changed = { ...pod, spec, status: old.status }
    if (isDeepStrictEqual(spec, old.spec)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validateUpdate: validatePodUpdate,
  warnings: podWarnings,
})

export const statusStrategy: Strategy<Pod> = defaultStrategy<Pod>({
  ...base,
  resetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  prepareForUpdate: (_context, pod, old) => {
    // old kubelets leave it out
    const qosClass = pod.status.qosClass || old.status.qosClass
    const status = { ...pod.status, ...(qosClass && { qosClass }) }
    return withMetadata(
      { ...pod, spec: old.spec, status },
      { ownerReferences: old.metadata.ownerReferences },
    )
  },
  validateUpdate: () => [],
})

/** A binding is judged as such, and no rule of updates holds for what it does. */
export const bindingStrategy: Strategy<Pod> = defaultStrategy<Pod>({ validateUpdate: () => [] })
