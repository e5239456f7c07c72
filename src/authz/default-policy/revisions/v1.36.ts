/** `rbac/bootstrappolicy` of Kubernetes 1.36, where it is other than in 1.35. */
import { allow, allowPaths, EVENTS, READ } from '../build.ts'
import { controllerRole } from '../controller-roles.ts'
import type { Revision } from '../revision.ts'
import { MONITORING_PATHS } from '../user-roles.ts'

const CHANGE = ['patch', 'update']
const DRA = 'resource.k8s.io'
const BIND_CLAIMS = allow(CHANGE, DRA, 'resourceclaims/binding')
const GET_SERVICES = allow('get', '', 'services')

export const policyOf136: Revision = {
  since: 'ClaimBindings',
  clusterRoles: [
    controllerRole('device-taint-eviction-controller', [
      allow(['delete', ...READ], '', 'pods'),
      allow(CHANGE, '', 'pods/status'),
      allow(READ, DRA, 'resourceclaims'),
      allow(READ, DRA, 'resourceslices'),
      allow(READ, DRA, 'deviceclasses'),
      EVENTS,
    ]),
  ],
  edits: {
    'system:monitoring': [
      {
        put: allowPaths('get', [...MONITORING_PATHS, '/flagz', '/statusz']),
        insteadOf: allowPaths('get', MONITORING_PATHS),
      },
      { put: allow('get', '', 'nodes/metrics') },
    ],
    'system:kube-scheduler': [
      {
        put: allow('update', '', 'pods/finalizers'),
        insteadOf: allow([...READ, ...CHANGE], '', 'pods/finalizers'),
      },
      { put: allow(['create', 'delete'], DRA, 'resourceclaims') },
      { put: BIND_CLAIMS },
    ],
    'system:controller:resource-claim-controller': [
      { put: BIND_CLAIMS, after: allow(CHANGE, DRA, ['resourceclaims', 'resourceclaims/status']) },
    ],
    'system:controller:pvc-protection-controller': [
      {
        put: allow('update', '', 'persistentvolumeclaims/status'),
        after: allow([...READ, 'update'], '', 'persistentvolumeclaims'),
      },
    ],
    'system:controller:expand-controller': [{ drop: GET_SERVICES }],
    'system:controller:persistent-volume-binder': [{ drop: GET_SERVICES }],
  },
}
