/** ClusterRoles of the certificates API: whose requests are approved automatically, and who may approve. */
import {
  CERTIFICATES_GROUP,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../../api/kinds/certificates.ts'
import type { ClusterRole } from '../../api/kinds/rbac.ts'
import { allow, clusterRole, READ } from './build.ts'

const PREFIX = 'system:certificates.k8s.io'

/** `nodeclient` and `selfnodeclient` name no endpoint: the approver asks about them. */
const approvedByItself = (subresource: string): ClusterRole =>
  clusterRole(`${PREFIX}:certificatesigningrequests:${subresource}`, [
    allow('create', CERTIFICATES_GROUP, `certificatesigningrequests/${subresource}`),
  ])

const approver = (signer: string): ClusterRole =>
  clusterRole(`${PREFIX}:${signer.slice(signer.indexOf('/') + 1)}-approver`, [
    allow('approve', CERTIFICATES_GROUP, 'signers', signer),
  ])

export const REQUEST_CERTIFICATES = allow(
  ['create', ...READ],
  CERTIFICATES_GROUP,
  'certificatesigningrequests',
)

export const certificateRoles: readonly ClusterRole[] = [
  approvedByItself('nodeclient'),
  approvedByItself('selfnodeclient'),
  approver(KUBE_APISERVER_CLIENT_SIGNER),
  approver(KUBE_APISERVER_CLIENT_KUBELET_SIGNER),
  approver(KUBELET_SERVING_SIGNER),
  approver(LEGACY_UNKNOWN_SIGNER),
  clusterRole('system:node-bootstrapper', [REQUEST_CERTIFICATES]),
]
