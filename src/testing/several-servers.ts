import { conflictingState } from '../apimachinery/status.ts'
import type { Feature, ManagementAnswer } from './feature.ts'

const refuse: ManagementAnswer = () => {
  throw conflictingState(
    'this cluster is stored in etcd, and a change would affect only one of the servers that may share it',
  )
}

const LOCAL: ReadonlySet<string> = new Set(['reset', 'snapshots', 'clock', 'faults', 'approvers'])

const readOnly = ({ routes, ...feature }: Feature): Feature => ({
  ...feature,
  routes: Object.fromEntries(
    Object.entries(routes).map(([route, answer]) => [
      route,
      route.startsWith('GET ') ? answer : refuse,
    ]),
  ),
})

/** Answers 409 to changes that would affect only one of the servers that share a store. */
export const amongSeveral = (features: readonly Feature[]): Feature[] =>
  features.map((feature) => (LOCAL.has(feature.name) ? readOnly(feature) : feature))
