import { formatTime } from '../../../api/clock.ts'
import type { Pod, PodCondition } from '../../../api/kinds/pods.ts'

/**
 * The pod with this condition in place of the one of its type, or after all others: `UpdatePodCondition` of
 * `pkg/api/v1/pod/util.go`, 1.34. `now`, in milliseconds, is since when, unless its status was that before.
 */
export const withCondition = (pod: Pod, condition: PodCondition, now: number): Pod => {
  const conditions = pod.status.conditions ?? []
  const before = conditions.find(({ type }) => type === condition.type)
  const lastTransitionTime =
    before?.status === condition.status ? before.lastTransitionTime : formatTime(now)
  const added: PodCondition = {
    ...condition,
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
  }
  return {
    ...pod,
    status: {
      ...pod.status,
      conditions:
        before === undefined
          ? [...conditions, added]
          : conditions.map((other) => (other === before ? added : other)),
    },
  }
}
