import type { PodCertificateRequest } from '../../../apis/certificates.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { selectorsOf } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { declare } from '../../declare.ts'
import { type StrategyParts, statusOf, strategyOf } from './strategy.ts'
import { column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { FINAL_TYPES } from './status.ts'

/** The last condition of a known type, whatever its status (`printers/internalversion`, 1.36). */
const stateCell = ({ status }: PodCertificateRequest): string =>
  status.conditions?.findLast(({ type }) => FINAL_TYPES.includes(type))?.type ?? 'Pending'

const annotationCell = ({ spec }: PodCertificateRequest): string => {
  const entries = Object.entries(spec.unverifiedUserAnnotations ?? {})
  if (entries.length === 0) return '<none>'
  return entries
    .map((entry) => entry.join('='))
    .sort()
    .join(',')
}

const GROUP = 'certificates.k8s.io'

/** Drops pkixPublicKey and proofOfPossession, which v1 lacks. */
const toV1 = (object: KubeObject): KubeObject => {
  const {
    pkixPublicKey: _,
    proofOfPossession: __,
    ...spec
  } = (object as PodCertificateRequest).spec
  const shown: PodCertificateRequest = {
    ...(object as PodCertificateRequest),
    apiVersion: `${GROUP}/v1`,
    spec,
  }
  return shown
}

export const podCertificateRequests = (parts: StrategyParts): Resource<PodCertificateRequest> =>
  declare<PodCertificateRequest>({
    group: GROUP,
    kind: 'PodCertificateRequest',
    gate: 'PodCertificateRequest',
    storageVersion: 'v1beta1',
    // real servers of 1.34 store v1alpha1, their only version
    ...(parts.release.has('PodCertificateRequestsV1beta1') ? {} : { hashedVersion: 'v1alpha1' }),
    versions: [
      { version: 'v1', since: 'PodCertificatesV1', fromStorage: toV1 },
      {
        version: 'v1beta1',
        since: 'PodCertificateRequestsV1beta1',
        deprecation: {
          since: 'PodCertificatesV1',
          text: 'is deprecated in v1.37+, unavailable in v1.40+; use certificates.k8s.io/v1 PodCertificateRequest',
        },
      },
      { version: 'v1alpha1', until: 'PodCertificateRequestsV1beta1' },
    ],
    strategy: strategyOf(parts),
    descriptions: {
      create:
        'Create a PodCertificateRequest. Kubelets do this for the pods on their node. The spec is immutable.',
    },
    subresources: {
      status: {
        ...statusOf(parts),
        descriptions: {
          update:
            'Replace the status of a PodCertificateRequest, as its signer does once, to issue, deny or fail it.',
        },
      },
    },
    // no Age column, as in Kubernetes
    columns: [
      nameColumn,
      column('PodName', 'The pod that the certificate is for.', ({ spec }) => spec.podName),
      column(
        'ServiceAccountName',
        'The service account that the pod runs as.',
        ({ spec }) => spec.serviceAccountName,
      ),
      column('NodeName', 'The node of the pod.', ({ spec }) => spec.nodeName),
      column(
        'SignerName',
        'The signer that the request is addressed to.',
        ({ spec }) => spec.signerName,
      ),
      column('State', 'The state of the request: Pending, Issued, Denied or Failed.', stateCell),
      column(
        'UnverifiedUserAnnotations',
        'Unverified information from the pod for the signer.',
        annotationCell,
        { since: 'PodCertificateRequestsV1beta1' },
      ),
    ],
    // no selection by metadata.namespace, as in Kubernetes
    fieldSelectors: selectorsOf<PodCertificateRequest>(
      {
        'spec.signerName': ({ spec }) => spec.signerName,
        'spec.podName': ({ spec }) => spec.podName,
        'spec.nodeName': ({ spec }) => spec.nodeName,
      },
      false,
    ),
  })
