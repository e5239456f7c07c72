import type { Pod } from '../../apis/core.ts'
import { podPlugin } from './pods.ts'

/** priorities of the built-in classes; others have 0 */
const CLASSES: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
])

/**
 * Priority: a new pod without a priority gets that of its class; an update that omits the priority
 * keeps it.
 */
export const podPriority = podPlugin((pod, { oldObject }) => {
  const { spec } = pod
  const {
    priority = CLASSES.get(spec.priorityClassName ?? '') ?? 0,
    preemptionPolicy = 'PreemptLowerPriority',
  } = (oldObject as Pod | undefined)?.spec ?? {}
  return { ...pod, spec: { priority, preemptionPolicy, ...spec } }
})
