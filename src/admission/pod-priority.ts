import type { Pod } from '../api/kinds/pods.ts'
import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'
import { writtenPod } from './pods.ts'

/** The classes that every cluster has. */
const CLASSES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
])
const PREEMPTION = 'PreemptLowerPriority'

const withPriority = (pod: Pod, { priority, preemptionPolicy }: Pod['spec']): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    ...(priority === undefined ? {} : { priority }),
    ...(preemptionPolicy === undefined ? {} : { preemptionPolicy }),
  },
})

/** A pod's class says how important it is; the number is not for clients to set (Priority). */
export const podPriority: AdmissionPlugin = {
  name: 'Priority',
  mutate: (attributes) => {
    const { operation, oldObject } = attributes
    const pod = writtenPod(attributes)
    if (pod === undefined) return attributes.object!
    const { priorityClassName = '', priority: given, preemptionPolicy } = pod.spec
    if (operation === 'UPDATE') {
      const old = (oldObject as Pod).spec
      const policy = preemptionPolicy ?? old.preemptionPolicy
      return withPriority(pod, {
        ...(given === undefined ? old : pod.spec),
        ...(policy === undefined ? {} : { preemptionPolicy: policy }),
      })
    }
    const priority = CLASSES.get(priorityClassName)
    if (priority === undefined) {
      throw refusal(attributes, `no PriorityClass with name ${priorityClassName} was found`)
    }
    if (given !== undefined && given !== priority) {
      throw refusal(
        attributes,
        `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
      )
    }
    if (preemptionPolicy !== undefined && preemptionPolicy !== PREEMPTION) {
      throw refusal(
        attributes,
        `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${PREEMPTION} from the given PriorityClass name`,
      )
    }
    return withPriority(pod, { ...pod.spec, priority, preemptionPolicy: PREEMPTION })
  },
}
