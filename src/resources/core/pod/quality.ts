/** The quality of service of a pod: how soon it has to go when its node runs short (`pkg/apis/core/v1/helper/qos`). */
import type { StringMap } from '../../../api/meta.ts'
import { nanosOf } from '../../../api/quantity.ts'
import type { ResourceRequirements } from '../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../api/kinds/pods.ts'

export type QualityOfService = 'Guaranteed' | 'Burstable' | 'BestEffort'

const COUNTED = ['cpu', 'memory']

const isSome = (amount: string | undefined): amount is string =>
  amount !== undefined && amount !== '0' && !amount.startsWith('-')

const asksFor = (amounts: StringMap = {}): boolean => COUNTED.some((name) => isSome(amounts[name]))

/** It gets all that it may use. Amounts are in their canonical form. */
const isGuaranteed = ({ requests = {}, limits = {} }: ResourceRequirements): boolean =>
  COUNTED.every((name) => {
    const [limit, request] = [limits[name], requests[name]]
    return isSome(limit) && request !== undefined && nanosOf(request) === nanosOf(limit)
  })

/** What the pod asks for as a whole counts instead of what its containers do. */
export const qualityOf = ({
  containers,
  initContainers = [],
  resources,
}: PodSpec): QualityOfService => {
  const all = resources
    ? [resources]
    : [...initContainers, ...(containers ?? [])].map((container) => container.resources ?? {})
  if (!all.some(({ requests, limits }) => asksFor(requests) || asksFor(limits))) return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}
