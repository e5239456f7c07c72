/** `rbac/bootstrappolicy` of Kubernetes 1.35, where it is other than in 1.34. */
import { allow, EVENTS, READ, WRITE } from '../build.ts'
import type { Edit, Revision } from '../revision.ts'

const BOTH = ['', 'events.k8s.io']

/** Leases are the only locks. */
const leasesOnly = (component: string): Edit[] => [
  { drop: allow('watch', '', 'configmaps') },
  { drop: allow(['get', 'update'], '', 'configmaps', component) },
]

export const policyOf135: Revision = {
  since: 'EventsOfBothGroups',
  edits: {
    'system:aggregate-to-edit': [
      { dropResource: 'events' },
      { put: allow(WRITE, BOTH, 'events'), after: allow('create', '', 'serviceaccounts/token') },
    ],
    'system:aggregate-to-view': [
      { dropResource: 'events' },
      { put: allow(READ, BOTH, 'events'), after: allow(READ, '', 'namespaces') },
    ],
    'system:node': [{ put: EVENTS, insteadOf: allow(['create', 'patch', 'update'], '', 'events') }],
    'system:controller:statefulset-controller': [{ drop: EVENTS }, { put: EVENTS }],
    'system::leader-locking-kube-controller-manager': leasesOnly('kube-controller-manager'),
    'system::leader-locking-kube-scheduler': leasesOnly('kube-scheduler'),
  },
}
