/** ClusterRoles of nodes and of the parts of the control plane. */
import type { ClusterRole } from '../../api/kinds/rbac.ts'
import type { Release } from '../../release/release.ts'
import { allow, clusterRole, EVENTS, READ, READ_WRITE } from './build.ts'
import { REQUEST_CERTIFICATES } from './certificate-roles.ts'
import { nodeRules } from './gated-policy.ts'

const AUTHENTICATE = allow('create', 'authentication.k8s.io', 'tokenreviews')
const AUTHORIZE = allow('create', 'authorization.k8s.io', 'subjectaccessreviews')
const UPDATE = ['patch', 'update']

const node = (release: Pick<Release, 'has'>): ClusterRole =>
  clusterRole('system:node', [
    AUTHENTICATE,
    allow('create', 'authorization.k8s.io', ['localsubjectaccessreviews', 'subjectaccessreviews']),
    allow(READ, '', 'services'),
    allow(['create', ...READ], '', 'nodes'),
    allow(UPDATE, '', 'nodes/status'),
    allow(UPDATE, '', 'nodes'),
    allow(['create', ...UPDATE], '', 'events'),
    allow(READ, '', 'pods'),
    allow(['create', 'delete'], '', 'pods'),
    allow(UPDATE, '', 'pods/status'),
    allow('create', '', 'pods/eviction'),
    allow(READ, '', ['configmaps', 'secrets']),
    allow('get', '', ['persistentvolumeclaims', 'persistentvolumes']),
    allow('get', '', 'endpoints'),
    REQUEST_CERTIFICATES,
    allow(['create', 'delete', 'get', ...UPDATE], 'coordination.k8s.io', 'leases'),
    allow('get', 'storage.k8s.io', 'volumeattachments'),
    allow('create', '', 'serviceaccounts/token'),
    allow(['get', ...UPDATE], '', 'persistentvolumeclaims/status'),
    allow(READ, 'storage.k8s.io', 'csidrivers'),
    allow(['create', 'delete', 'get', ...UPDATE], 'storage.k8s.io', 'csinodes'),
    allow(READ, 'node.k8s.io', 'runtimeclasses'),
    allow('get', 'resource.k8s.io', 'resourceclaims'),
    allow('deletecollection', 'resource.k8s.io', 'resourceslices'),
    ...nodeRules(release, 'ClusterTrustBundle'),
    allow('get', '', 'serviceaccounts'),
    ...nodeRules(release, 'PodCertificateRequest'),
  ])

const nodeComponents: readonly ClusterRole[] = [
  clusterRole('system:node-problem-detector', [
    allow('get', '', 'nodes'),
    allow('patch', '', 'nodes/status'),
    EVENTS,
  ]),
  clusterRole('system:node-proxier', [
    allow(['list', 'watch'], '', ['endpoints', 'services']),
    allow(READ, '', 'nodes'),
    EVENTS,
    allow(['list', 'watch'], 'networking.k8s.io', 'servicecidrs'),
    allow(['list', 'watch'], 'discovery.k8s.io', 'endpointslices'),
  ]),
  clusterRole('system:kubelet-api-admin', [
    allow(READ, '', 'nodes'),
    allow('proxy', '', 'nodes'),
    allow('*', '', ['nodes/log', 'nodes/metrics', 'nodes/proxy', 'nodes/stats']),
    allow('*', '', ['nodes/configz', 'nodes/healthz', 'nodes/pods']),
  ]),
]

const controllerManager = clusterRole('system:kube-controller-manager', [
  EVENTS,
  allow('create', 'coordination.k8s.io', 'leases'),
  allow(['get', 'update'], 'coordination.k8s.io', 'leases', 'kube-controller-manager'),
  allow('create', '', ['secrets', 'serviceaccounts']),
  allow('delete', '', 'secrets'),
  allow('get', '', ['configmaps', 'namespaces', 'secrets', 'serviceaccounts']),
  allow('update', '', ['secrets', 'serviceaccounts']),
  AUTHENTICATE,
  AUTHORIZE,
  allow(['list', 'watch'], '*', '*'),
  allow('create', '', 'serviceaccounts/token'),
])

const schedulers: readonly ClusterRole[] = [
  clusterRole('system:kube-scheduler', [
    EVENTS,
    allow('create', 'coordination.k8s.io', 'leases'),
    allow([...READ, 'update'], 'coordination.k8s.io', 'leases', 'kube-scheduler'),
    allow(READ_WRITE, 'coordination.k8s.io', 'leasecandidates'),
    allow(READ, '', 'nodes'),
    allow(['delete', ...READ], '', 'pods'),
    allow('create', '', ['bindings', 'pods/binding']),
    allow(UPDATE, '', 'pods/status'),
    allow(READ, '', ['replicationcontrollers', 'services']),
    allow(READ, ['apps', 'extensions'], 'replicasets'),
    allow(READ, 'apps', 'statefulsets'),
    allow(READ, 'policy', 'poddisruptionbudgets'),
    allow(READ, '', ['persistentvolumeclaims', 'persistentvolumes']),
    AUTHENTICATE,
    AUTHORIZE,
    allow(READ, 'storage.k8s.io', 'csinodes'),
    allow(READ, 'storage.k8s.io', 'volumeattachments'),
    allow(READ, '', 'namespaces'),
    allow(READ, 'storage.k8s.io', 'csidrivers'),
    allow(READ, 'storage.k8s.io', 'csistoragecapacities'),
    allow(READ, 'resource.k8s.io', 'deviceclasses'),
    allow([...READ, ...UPDATE], 'resource.k8s.io', 'resourceclaims'),
    allow([...READ, ...UPDATE], 'resource.k8s.io', 'resourceclaims/status'),
    allow([...READ, ...UPDATE], '', 'pods/finalizers'),
    allow(READ, 'resource.k8s.io', 'resourceslices'),
  ]),
  clusterRole('system:volume-scheduler', [
    allow([...READ, ...UPDATE], '', 'persistentvolumes'),
    allow(READ, 'storage.k8s.io', 'storageclasses'),
    allow([...READ, ...UPDATE], '', 'persistentvolumeclaims'),
  ]),
]

const addOns: readonly ClusterRole[] = [
  clusterRole('system:auth-delegator', [AUTHENTICATE, AUTHORIZE]),
  clusterRole('system:kube-aggregator', [allow(READ, '', ['endpoints', 'services'])]),
  clusterRole('system:kube-dns', [allow(['list', 'watch'], '', ['endpoints', 'services'])]),
  clusterRole('system:heapster', [
    allow(READ, '', ['events', 'namespaces', 'nodes', 'pods']),
    allow(READ, 'extensions', 'deployments'),
  ]),
  clusterRole('system:persistent-volume-provisioner', [
    allow(['create', 'delete', ...READ], '', 'persistentvolumes'),
    allow([...READ, 'update'], '', 'persistentvolumeclaims'),
    allow(READ, 'storage.k8s.io', 'storageclasses'),
    allow('watch', '', 'events'),
    EVENTS,
  ]),
]

export const componentRoles = (release: Pick<Release, 'has'>): ClusterRole[] => [
  node(release),
  ...nodeComponents,
  controllerManager,
  ...schedulers,
  ...addOns,
]
