/** The quality of service of a pod: how soon it has to go when its node runs short (`pkg/apis/core/v1/helper/qos`). */
import type { StringMap } from '../../../api/meta.ts'
import type { Container, PodSpec } from '../../../api/kinds/pods.ts'

export type QualityOfService = 'Guaranteed' | 'Burstable' | 'BestEffort'

const COUNTED = ['cpu', 'memory']

const isSome = (amount: string | undefined): boolean =>
  amount !== undefined && amount !== '0' && !amount.startsWith('-')

const asksFor = (amounts: StringMap = {}): boolean => COUNTED.some((name) => isSome(amounts[name]))

/** It gets all that it may use. Amounts are in their canonical form. */
const isGuaranteed = ({ resources: { requests = {}, limits = {} } = {} }: Container): boolean =>
  COUNTED.every((name) => isSome(limits[name]) && requests[name] === limits[name])

export const qualityOf = ({ containers, initContainers = [] }: PodSpec): QualityOfService => {
  const all = [...initContainers, ...(containers ?? [])]
  if (!all.some(({ resources }) => asksFor(resources?.requests) || asksFor(resources?.limits))) {
    return 'BestEffort'
  }
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}
