/** The quality-of-service class of a pod (`pkg/apis/core/helper/qos`). */
import type { Container, PodSpec } from '../../../apis/core.ts'

const COUNTED = ['cpu', 'memory']

/** Quantities are canonical, so equal amounts are equal texts. */
const isGuaranteed = ({ resources: { limits = {}, requests = {} } }: Container): boolean =>
  COUNTED.every((name) => limits[name] !== undefined && limits[name] === requests[name])

const isBestEffort = ({ resources: { requests = {} } }: Container): boolean =>
  COUNTED.every((name) => (requests[name] ?? '0') === '0')

/** `spec` must have its defaults, so that each limit has a request. */
export const qualityOf = ({ containers, initContainers = [] }: PodSpec): string => {
  const all = [...initContainers, ...(containers ?? [])]
  if (all.every(isBestEffort)) return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}
