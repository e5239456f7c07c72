/** Source: managedfields/internal/capmanagers.go. */
import { union } from './fieldset.ts'
import { type Manager, managerId, type Managers } from './managers.ts'

const MAX_UPDATERS = 10

const ANCIENT = 'ancient-changes'

const compareAge = (
  [id, { time = '' }]: [string, Manager],
  [otherId, { time: otherTime = '' }]: [string, Manager],
) => ((time === otherTime ? id < otherId : time < otherTime) ? -1 : 1)

/**
 * While `managers` has more than ten Update entries, merges the oldest ones of each apiVersion.
 * Changes `managers`.
 */
export const capUpdaters = (managers: Managers): void => {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update')
  let surplus = updaters.length - MAX_UPDATERS
  if (surplus <= 0) return
  const oldest = new Map<string, string>()
  for (const [id, manager] of updaters.sort(compareAge)) {
    if (surplus <= 0) return
    const { apiVersion, time, set } = manager
    const first = oldest.get(apiVersion)
    if (first === undefined) {
      oldest.set(apiVersion, id)
      continue
    }
    const bucket = { name: ANCIENT, operation: 'Update', apiVersion, subresource: '' } as const
    const bucketId = managerId(bucket)
    const collected = managers.get(bucketId) ?? managers.get(first)!
    if (!managers.has(bucketId)) managers.delete(first)
    managers.set(bucketId, { ...bucket, time, set: union(set, collected.set) })
    // if `id` is the bucket itself, the merged set is lost, as in Kubernetes
    managers.delete(id)
    surplus--
  }
}
