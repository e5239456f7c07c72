import type { Pod } from '../../apis/core.ts'
import type { AdmissionPlugin } from './admission.ts'
import { writtenPod } from './pods.ts'

/** The classes of every cluster; the number of any other class is 0. */
const CLASSES: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
])

/** Fills in the priority that the class of a pod stands for; an update that leaves it out keeps it (Priority). */
export const podPriority: AdmissionPlugin = {
  name: 'Priority',
  mutate: (attributes) => {
    const pod = writtenPod(attributes)
    if (pod === undefined) return attributes.object!
    const { spec } = pod
    const old = (attributes.oldObject as Pod | undefined)?.spec
    const {
      priority = CLASSES.get(spec.priorityClassName ?? '') ?? 0,
      preemptionPolicy = 'PreemptLowerPriority',
    } = old ?? {}
    return { ...pod, spec: { priority, preemptionPolicy, ...spec } } as Pod
  },
}
