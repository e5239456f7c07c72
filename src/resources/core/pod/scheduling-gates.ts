import type { RequestContext } from '../../../api/context.ts'
import type { Pod } from '../../../api/kinds/pods.ts'
import { withCondition } from './condition.ts'

/** A new pod with gates says why no node is looked for (`applySchedulingGatedCondition` of `pkg/registry/core/pod`, 1.36). */
export const withGatedCondition = (pod: Pod, { clock }: Pick<RequestContext, 'clock'>): Pod =>
  (pod.spec.schedulingGates ?? []).length === 0
    ? pod
    : withCondition(
        pod,
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
        clock.now(),
      )
