/** `rbac/bootstrappolicy` of Kubernetes 1.37, where it is other than in 1.36. What feature gates bring stands with them. */
import { allow, EVENTS, READ } from '../build.ts'
import { controllerRole } from '../controller-roles.ts'
import type { Revision } from '../revision.ts'

const CHANGE = ['patch', 'update']
const DRA = 'resource.k8s.io'
const CRDS = 'customresourcedefinitions'

export const policyOf137: Revision = {
  since: 'DeviceTaintRules',
  clusterRoles: [
    controllerRole('storage-version-migrator-controller', [
      allow(['list', 'patch'], '*', '*'),
      allow('get', 'apiextensions.k8s.io', CRDS),
      allow('patch', 'apiextensions.k8s.io', `${CRDS}/status`),
      allow('update', 'storagemigration.k8s.io', 'storageversionmigrations/status'),
    ]),
  ],
  edits: {
    'system:kube-scheduler': [
      {
        put: allow(READ, DRA, 'devicetaintrules'),
        before: allow(CHANGE, DRA, 'resourceclaims/binding'),
      },
    ],
    'system:controller:device-taint-eviction-controller': [
      { put: allow(CHANGE, DRA, 'devicetaintrules/status'), before: EVENTS },
      { put: allow(READ, DRA, 'devicetaintrules'), before: EVENTS },
    ],
  },
}
