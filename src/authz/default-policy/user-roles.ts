/** ClusterRoles for people: what everybody may do, and what an administrator hands out in a namespace. */
import type { ClusterRole } from '../../api/kinds/rbac.ts'
import { allow, allowPaths, clusterRole, gatheringRole, READ, READ_WRITE, WRITE } from './build.ts'

const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/']

/** What those who watch the server may ask for. */
export const MONITORING_PATHS = [
  '/healthz',
  '/healthz/*',
  '/livez',
  '/livez/*',
  '/metrics',
  '/metrics/slis',
  '/readyz',
  '/readyz/*',
]

export const everybodysRoles: readonly ClusterRole[] = [
  clusterRole('cluster-admin', [allow('*', '*', '*'), allowPaths('*', '*')]),
  clusterRole('system:discovery', [
    allowPaths('get', [
      ...PUBLIC_PATHS,
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/openapi',
      '/openapi/*',
    ]),
  ]),
  clusterRole('system:public-info-viewer', [allowPaths('get', PUBLIC_PATHS)]),
  clusterRole('system:basic-user', [
    allow('create', 'authorization.k8s.io', [
      'selfsubjectaccessreviews',
      'selfsubjectrulesreviews',
    ]),
    allow('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  clusterRole('system:service-account-issuer-discovery', [
    allowPaths('get', [
      '/.well-known/openid-configuration',
      '/.well-known/openid-configuration/',
      '/openid/v1/jwks',
      '/openid/v1/jwks/',
    ]),
  ]),
  clusterRole('system:monitoring', [allowPaths('get', MONITORING_PATHS)]),
]

const RUNNING_PODS = ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy']

const edit = clusterRole(
  'system:aggregate-to-edit',
  [
    // reading these is as good as writing: secrets log in, and so does what runs in a pod
    allow(READ, '', [...RUNNING_PODS, 'secrets', 'services/proxy']),
    allow('impersonate', '', 'serviceaccounts'),
    allow(WRITE, '', ['pods', ...RUNNING_PODS]),
    allow('create', '', 'pods/eviction'),
    allow(WRITE, '', [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'secrets',
      'serviceaccounts',
      'services',
      'services/proxy',
    ]),
    allow('create', '', 'serviceaccounts/token'),
    allow(WRITE, 'apps', [
      'daemonsets',
      'deployments',
      'deployments/rollback',
      'deployments/scale',
      'replicasets',
      'replicasets/scale',
      'statefulsets',
      'statefulsets/scale',
    ]),
    allow(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
    allow(WRITE, 'batch', ['cronjobs', 'jobs']),
    allow(WRITE, 'extensions', [
      'daemonsets',
      'deployments',
      'deployments/rollback',
      'deployments/scale',
      'ingresses',
      'networkpolicies',
      'replicasets',
      'replicasets/scale',
      'replicationcontrollers/scale',
    ]),
    allow(WRITE, 'policy', 'poddisruptionbudgets'),
    allow(WRITE, 'networking.k8s.io', ['ingresses', 'networkpolicies']),
    allow(READ_WRITE, 'coordination.k8s.io', 'leases'),
    allow(WRITE, 'resource.k8s.io', ['resourceclaims', 'resourceclaimtemplates']),
  ],
  'edit',
)

const view = clusterRole(
  'system:aggregate-to-view',
  [
    allow(READ, '', [
      'configmaps',
      'endpoints',
      'persistentvolumeclaims',
      'persistentvolumeclaims/status',
      'pods',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'serviceaccounts',
      'services',
      'services/status',
    ]),
    allow(READ, '', [
      'bindings',
      'events',
      'limitranges',
      'namespaces/status',
      'pods/log',
      'pods/status',
      'replicationcontrollers/status',
      'resourcequotas',
      'resourcequotas/status',
    ]),
    allow(READ, '', 'namespaces'),
    allow(READ, 'discovery.k8s.io', 'endpointslices'),
    allow(READ, 'apps', [
      'controllerrevisions',
      'daemonsets',
      'daemonsets/status',
      'deployments',
      'deployments/scale',
      'deployments/status',
      'replicasets',
      'replicasets/scale',
      'replicasets/status',
      'statefulsets',
      'statefulsets/scale',
      'statefulsets/status',
    ]),
    allow(READ, 'autoscaling', ['horizontalpodautoscalers', 'horizontalpodautoscalers/status']),
    allow(READ, 'batch', ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status']),
    allow(READ, 'extensions', [
      'daemonsets',
      'daemonsets/status',
      'deployments',
      'deployments/scale',
      'deployments/status',
      'ingresses',
      'ingresses/status',
      'networkpolicies',
      'replicasets',
      'replicasets/scale',
      'replicasets/status',
      'replicationcontrollers/scale',
    ]),
    allow(READ, 'policy', ['poddisruptionbudgets', 'poddisruptionbudgets/status']),
    allow(READ, 'networking.k8s.io', ['ingresses', 'ingresses/status', 'networkpolicies']),
    allow(READ, 'resource.k8s.io', [
      'resourceclaims',
      'resourceclaims/status',
      'resourceclaimtemplates',
    ]),
  ],
  'view',
)

export const namespaceUserRoles: readonly ClusterRole[] = [
  gatheringRole('admin'),
  gatheringRole('edit', 'admin'),
  gatheringRole('view', 'edit'),
  clusterRole(
    'system:aggregate-to-admin',
    [
      allow('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
      allow(READ_WRITE, 'rbac.authorization.k8s.io', ['rolebindings', 'roles']),
    ],
    'admin',
  ),
  edit,
  view,
]
