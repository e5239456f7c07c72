/** Who may set which field of a Pod (`pkg/registry/core/pod`). No pod is ever scheduled here, so its status is a client's. */
import { isDeepStrictEqual } from 'node:util'
import { FieldPath } from '../../../api/field.ts'
import type { Pod, PodCondition, PodStatus } from '../../../api/kinds/pods.ts'
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
import { addressWarnings } from './status/addresses.ts'
import { withoutDisabledStatus } from './status/gated-fields.ts'
import { validatePodStatusUpdate } from './status/validation.ts'
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

/** Which state of the pod each part of a status was made from; a client that leaves it out does not know of it. */
const withGenerations = (status: PodStatus, old: PodStatus): PodStatus => {
  const seen = status.observedGeneration || old.observedGeneration
  const before = new Map<string, PodCondition[]>()
  for (const condition of old.conditions ?? [])
    before.set(condition.type, [...(before.get(condition.type) ?? []), condition])
  const conditions = status.conditions?.map((condition) => {
    // a type may occur more than once
    const was = before.get(condition.type)?.shift()?.observedGeneration
    return condition.observedGeneration || !was
      ? condition
      : { ...condition, observedGeneration: was }
  })
  return { ...status, ...(seen && { observedGeneration: seen }), ...(conditions && { conditions }) }
}

export const statusStrategy: Strategy<Pod> = defaultStrategy<Pod>({
  ...base,
  resetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  prepareForUpdate: ({ release }, pod, old) => {
    // old kubelets leave it out
    const qosClass = pod.status.qosClass || old.status.qosClass
    const sent = withGenerations({ ...pod.status, ...(qosClass && { qosClass }) }, old.status)
    const status = withoutDisabledStatus(sent, old, release)
    return withMetadata(
      { ...pod, spec: old.spec, status },
      { ownerReferences: old.metadata.ownerReferences },
    )
  },
  validateUpdate: validatePodStatusUpdate,
  warnings: ({ status }, _old, release) => addressWarnings(status, FieldPath.of('status'), release),
})

/** A binding is judged as such, and no rule of updates holds for what it does. */
export const bindingStrategy: Strategy<Pod> = defaultStrategy<Pod>({ validateUpdate: () => [] })
