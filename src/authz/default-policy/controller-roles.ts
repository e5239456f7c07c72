/** ClusterRoles of the control loops; each is held by the service account of its name in kube-system. */
import {
  CERTIFICATES_GROUP,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../../api/kinds/certificates.ts'
import type { ClusterRole, PolicyRule } from '../../api/kinds/rbac.ts'
import { allow, clusterRole, EVENTS, READ } from './build.ts'

const LIST = ['list', 'watch']
const CHANGE = ['patch', 'update']
const APPS = ['apps', 'extensions']
const RBAC = 'rbac.authorization.k8s.io'
const STORAGE = 'storage.k8s.io'
const DRA = 'resource.k8s.io'
const NETWORKING = 'networking.k8s.io'
const DISCOVERY = 'discovery.k8s.io'
const ADMISSION = 'admissionregistration.k8s.io'

/** Status and finalizers of what a controller owns. */
const owns = (groups: string | readonly string[], resource: string): PolicyRule[] => [
  allow('update', groups, `${resource}/status`),
  allow('update', groups, `${resource}/finalizers`),
]

/** Makes pods from a template and takes them away again. */
const MANAGE_PODS = allow(['create', 'delete', ...LIST, 'patch'], '', 'pods')
const MANAGE_REVISIONS = allow(
  ['create', 'delete', ...READ, ...CHANGE],
  'apps',
  'controllerrevisions',
)
const MANAGE_SLICES = allow(['create', 'delete', ...READ, 'update'], DISCOVERY, 'endpointslices')

const workloads: Readonly<Record<string, readonly PolicyRule[]>> = {
  'cronjob-controller': [
    allow([...READ, 'update'], 'batch', 'cronjobs'),
    allow(['create', 'delete', ...READ, ...CHANGE], 'batch', 'jobs'),
    ...owns('batch', 'cronjobs'),
    allow(['delete', ...LIST], '', 'pods'),
    EVENTS,
  ],
  'daemon-set-controller': [
    allow(READ, APPS, 'daemonsets'),
    ...owns(APPS, 'daemonsets'),
    allow(LIST, '', 'nodes'),
    MANAGE_PODS,
    allow('create', '', 'pods/binding'),
    MANAGE_REVISIONS,
    EVENTS,
  ],
  'deployment-controller': [
    allow([...READ, 'update'], APPS, 'deployments'),
    ...owns(APPS, 'deployments'),
    allow(['create', 'delete', ...READ, ...CHANGE], APPS, 'replicasets'),
    allow([...READ, 'update'], '', 'pods'),
    EVENTS,
  ],
  'disruption-controller': [
    allow(READ, APPS, 'deployments'),
    allow(READ, APPS, 'replicasets'),
    allow(READ, '', 'replicationcontrollers'),
    allow(READ, 'policy', 'poddisruptionbudgets'),
    allow(READ, 'apps', 'statefulsets'),
    allow('update', 'policy', 'poddisruptionbudgets/status'),
    allow(CHANGE, '', 'pods/status'),
    allow('get', '*', '*/scale'),
    EVENTS,
  ],
  'horizontal-pod-autoscaler': [
    allow(READ, 'autoscaling', 'horizontalpodautoscalers'),
    allow('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    allow(['get', 'update'], '*', '*/scale'),
    allow(LIST, '', 'pods'),
    allow(LIST, 'metrics.k8s.io', 'pods'),
    allow(READ, 'custom.metrics.k8s.io', '*'),
    allow(READ, 'external.metrics.k8s.io', '*'),
    EVENTS,
  ],
  'job-controller': [
    allow([...READ, ...CHANGE], 'batch', 'jobs'),
    ...owns('batch', 'jobs'),
    MANAGE_PODS,
    EVENTS,
  ],
  'pod-garbage-collector': [
    allow(['delete', ...LIST], '', 'pods'),
    allow(READ, '', 'nodes'),
    allow('patch', '', 'pods/status'),
  ],
  'replicaset-controller': [
    allow([...READ, 'update'], APPS, 'replicasets'),
    ...owns(APPS, 'replicasets'),
    MANAGE_PODS,
    EVENTS,
  ],
  'replication-controller': [
    allow([...READ, 'update'], '', 'replicationcontrollers'),
    ...owns('', 'replicationcontrollers'),
    MANAGE_PODS,
    EVENTS,
  ],
  'resource-claim-controller': [
    allow(READ, '', 'pods'),
    allow('update', '', 'pods/finalizers'),
    allow(['create', 'delete', ...READ], DRA, 'resourceclaims'),
    allow(CHANGE, DRA, ['resourceclaims', 'resourceclaims/status']),
    allow(CHANGE, '', 'pods/status'),
    EVENTS,
  ],
  'statefulset-controller': [
    allow(LIST, '', 'pods'),
    allow(READ, 'apps', 'statefulsets'),
    ...owns('apps', 'statefulsets'),
    allow(['create', 'delete', 'get', ...CHANGE], '', 'pods'),
    MANAGE_REVISIONS,
    allow(['create', ...READ], '', 'persistentvolumeclaims'),
    EVENTS,
    allow(['delete', 'update'], '', 'persistentvolumeclaims'),
    allow('update', '', 'pods/finalizers'),
  ],
  'ttl-after-finished-controller': [allow(['delete', ...READ], 'batch', 'jobs'), EVENTS],
}

const nodesAndNetwork: Readonly<Record<string, readonly PolicyRule[]>> = {
  'endpoint-controller': [
    allow(READ, '', ['pods', 'services']),
    allow(['create', 'delete', ...READ, 'update'], '', 'endpoints'),
    allow('create', '', 'endpoints/restricted'),
    EVENTS,
  ],
  'endpointslice-controller': [
    allow(READ, '', ['nodes', 'pods', 'services']),
    allow('update', '', 'services/finalizers'),
    MANAGE_SLICES,
    EVENTS,
  ],
  'endpointslicemirroring-controller': [
    allow(READ, '', ['endpoints', 'services']),
    allow('update', '', 'services/finalizers'),
    allow('update', '', 'endpoints/finalizers'),
    MANAGE_SLICES,
    EVENTS,
  ],
  'node-controller': [
    allow(['delete', ...READ, ...CHANGE], '', 'nodes'),
    allow(CHANGE, '', 'nodes/status'),
    allow(CHANGE, '', 'pods/status'),
    allow(['delete', ...READ], '', 'pods'),
    EVENTS,
  ],
  'route-controller': [allow(LIST, '', 'nodes'), allow('patch', '', 'nodes/status'), EVENTS],
  'service-cidrs-controller': [
    allow([...READ, ...CHANGE], NETWORKING, 'servicecidrs'),
    allow(CHANGE, NETWORKING, 'servicecidrs/finalizers'),
    allow(CHANGE, NETWORKING, 'servicecidrs/status'),
    allow(READ, NETWORKING, 'ipaddresses'),
    EVENTS,
  ],
  'service-controller': [
    allow(READ, '', 'services'),
    allow(CHANGE, '', 'services/status'),
    allow(LIST, '', 'nodes'),
    EVENTS,
  ],
  'ttl-controller': [allow([...LIST, ...CHANGE], '', 'nodes'), EVENTS],
}

const volumes: Readonly<Record<string, readonly PolicyRule[]>> = {
  'attachdetach-controller': [
    allow(LIST, '', ['persistentvolumeclaims', 'persistentvolumes']),
    allow(READ, '', 'nodes'),
    allow(CHANGE, '', 'nodes/status'),
    allow(LIST, '', 'pods'),
    EVENTS,
    allow(['create', 'delete', ...READ], STORAGE, 'volumeattachments'),
    allow(READ, STORAGE, 'csidrivers'),
    allow(READ, STORAGE, 'csinodes'),
  ],
  'ephemeral-volume-controller': [
    allow(READ, '', 'pods'),
    allow('update', '', 'pods/finalizers'),
    allow(['create', ...READ], '', 'persistentvolumeclaims'),
    EVENTS,
  ],
  'expand-controller': [
    allow([...READ, ...CHANGE], '', 'persistentvolumes'),
    allow(CHANGE, '', 'persistentvolumeclaims/status'),
    allow(READ, '', 'persistentvolumeclaims'),
    EVENTS,
    allow('get', '', 'services'),
  ],
  'persistent-volume-binder': [
    allow(['create', 'delete', ...READ, 'update'], '', 'persistentvolumes'),
    allow('update', '', 'persistentvolumes/status'),
    allow([...READ, 'update'], '', 'persistentvolumeclaims'),
    allow('update', '', 'persistentvolumeclaims/status'),
    allow(['create', 'delete', ...READ], '', 'pods'),
    allow(READ, STORAGE, 'storageclasses'),
    allow(LIST, '', 'nodes'),
    EVENTS,
    allow('watch', '', 'events'),
    allow('get', '', 'services'),
  ],
  'pv-protection-controller': [allow([...READ, 'update'], '', 'persistentvolumes'), EVENTS],
  'pvc-protection-controller': [
    allow([...READ, 'update'], '', 'persistentvolumeclaims'),
    allow(READ, '', 'pods'),
    EVENTS,
  ],
  'selinux-warning-controller': [
    EVENTS,
    allow(READ, '', 'persistentvolumes'),
    allow(READ, '', 'persistentvolumeclaims'),
    allow(READ, '', 'pods'),
    allow(READ, STORAGE, 'csidrivers'),
  ],
  'volumeattributesclass-protection-controller': [
    allow(READ, '', 'persistentvolumeclaims'),
    allow(READ, '', 'persistentvolumes'),
    allow([...READ, 'update'], STORAGE, 'volumeattributesclasses'),
    EVENTS,
  ],
}

const cluster: Readonly<Record<string, readonly PolicyRule[]>> = {
  'certificate-controller': [
    allow(['delete', ...READ], CERTIFICATES_GROUP, 'certificatesigningrequests'),
    allow('update', CERTIFICATES_GROUP, [
      'certificatesigningrequests/approval',
      'certificatesigningrequests/status',
    ]),
    allow('approve', CERTIFICATES_GROUP, 'signers', KUBE_APISERVER_CLIENT_KUBELET_SIGNER),
    allow('sign', CERTIFICATES_GROUP, 'signers', [
      KUBE_APISERVER_CLIENT_SIGNER,
      KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
      KUBELET_SERVING_SIGNER,
      LEGACY_UNKNOWN_SIGNER,
    ]),
    allow('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    EVENTS,
  ],
  'clusterrole-aggregation-controller': [
    // it writes rules that it does not hold itself
    allow(['escalate', ...READ, ...CHANGE], RBAC, 'clusterroles'),
  ],
  'generic-garbage-collector': [allow(['delete', ...READ, ...CHANGE], '*', '*'), EVENTS],
  'legacy-service-account-token-cleaner': [
    allow('get', '', 'configmaps', 'kube-apiserver-legacy-service-account-token-tracking'),
    allow(['delete', 'patch'], '', 'secrets'),
  ],
  'namespace-controller': [
    allow(['delete', ...READ], '', 'namespaces'),
    allow('update', '', ['namespaces/finalize', 'namespaces/status']),
    allow(['delete', 'deletecollection', ...READ], '*', '*'),
  ],
  'resourcequota-controller': [
    allow(LIST, '*', '*'),
    allow('update', '', 'resourcequotas/status'),
    EVENTS,
  ],
  'root-ca-cert-publisher': [allow(['create', 'update'], '', 'configmaps'), EVENTS],
  'service-account-controller': [allow('create', '', 'serviceaccounts'), EVENTS],
  'validatingadmissionpolicy-status-controller': [
    allow(READ, ADMISSION, 'validatingadmissionpolicies'),
    allow(['get', ...CHANGE], ADMISSION, 'validatingadmissionpolicies/status'),
    EVENTS,
  ],
}

/** What stands before the name of the service account. */
export const CONTROLLER_PREFIX = 'system:controller:'

/** The role of a control loop, by the name of its service account. */
export const controllerRole = (name: string, rules: readonly PolicyRule[]): ClusterRole =>
  clusterRole(`${CONTROLLER_PREFIX}${name}`, rules)

/** `gated`: the rules of controllers that run by feature gates. */
export const controllerRoles = (
  gated: Readonly<Record<string, readonly PolicyRule[]>>,
): ClusterRole[] =>
  Object.entries({ ...workloads, ...nodesAndNetwork, ...volumes, ...cluster, ...gated }).map(
    ([name, rules]) => controllerRole(name, rules),
  )
