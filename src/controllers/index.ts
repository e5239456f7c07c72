import type {
  CertificateSigningRequest,
  ClusterTrustBundle,
  PodCertificateRequest,
} from '../apis/certificates.ts'
import type { ConfigMap, Namespace, Secret, ServiceAccount } from '../apis/core.ts'
import type { CoreEvent } from '../apis/events.ts'
import type { ClusterRole } from '../apis/rbac.ts'
import type { Turns } from '../apimachinery/turns.ts'
import type { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { BuiltInSigner } from '../ca/signers.ts'
import { bootstrapSigner } from './bootstrap-signer.ts'
import { type ClientsParts, clientsFor } from './clients.ts'
import { clusterRoleAggregation } from './clusterrole-aggregation.ts'
import type { Controller } from './controller.ts'
import type { ControllerLog } from './log.ts'
import { csrApprover } from './csr-approver.ts'
import { csrCleaner } from './csr-cleaner.ts'
import type { CsrOrders, MoreControllers } from './extensions.ts'
import { CONTROLLER_ALIASES, type ControllerName } from './selection.ts'
import { csrSigner } from './csr-signer.ts'
import { eventCleaner } from './event-cleaner.ts'
import { garbageCollector } from './garbage-collector.ts'
import { namespaceController } from './namespace.ts'
import { podCertificateRequestCleaner } from './pod-certificate-request-cleaner.ts'
import { podCertificateSigner, type PodSigner } from './pod-certificate-signer.ts'
import { rootCaPublisher } from './root-ca-publisher.ts'
import { serviceAccountController } from './service-account.ts'
import { tokenCleaner } from './token-cleaner.ts'
import { tokenSecrets } from './token-secrets.ts'
import { KUBE_APISERVER_SERVING_SIGNER, trustBundlePublisher } from './trust-bundle-publisher.ts'

export interface ControllerParts extends ClientsParts {
  readonly turns: Turns
  readonly rootCa: string
  readonly accountKey: ServiceAccountKey
  /** the CAs of the running signers */
  readonly signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>
  readonly clusterSigningSeconds: number
  /** wait of each signer after an approval */
  readonly signerDelaySeconds: number
  readonly podSigner: PodSigner | undefined
  /** whether any version of a resource is served */
  readonly isServed: (resource: string) => boolean
  readonly selected: ReadonlySet<ControllerName>
  readonly orders?: CsrOrders | undefined
  readonly log: ControllerLog
  readonly more: MoreControllers
}

/** Controllers of csrlab alone are always selected. */
const isSelected =
  (selected: ReadonlySet<string>) =>
  ({ name }: Controller): boolean => {
    // signers add what they sign for
    const [own = ''] = name.split(' ')
    return selected.has(own) || !(own in CONTROLLER_ALIASES)
  }

export const controllers = (parts: ControllerParts): Controller[] => {
  const { authorizer, orders, rootCa, signers, selected, shelf, clock, turns, log } = parts
  const delaySeconds = parts.signerDelaySeconds
  const podSigner = selected.has('podcertificaterequest-signing-controller')
    ? parts.podSigner
    : undefined
  const common = { clock, log }
  const as = clientsFor(parts)
  const certificates = (resource: string) => shelf.registryOf('certificates.k8s.io', resource)
  const requests = certificates('certificatesigningrequests')
  const csr = {
    client: as.account<CertificateSigningRequest>('certificate-controller', requests),
    ...common,
    authorizer,
    orders,
    decider: as.own<CertificateSigningRequest>(requests),
  }
  const bundles = certificates('clustertrustbundles')
  const podRequests = certificates('podcertificaterequests')
  const approves = selected.has('certificatesigningrequest-approving-controller')
  const made = [
    ...(approves || orders !== undefined ? [csrApprover(csr, !approves)] : []),
    ...Array.from(signers, ([signerName, authority]) =>
      csrSigner(csr, {
        signerName,
        authority,
        maximumSeconds: parts.clusterSigningSeconds,
        delaySeconds,
        release: parts.release,
      }),
    ),
    csrCleaner({ ...csr, release: parts.release }),
    ...parts.more(as),
    clusterRoleAggregation({
      client: as.account<ClusterRole>(
        'clusterrole-aggregation-controller',
        shelf.registryOf('rbac.authorization.k8s.io', 'clusterroles'),
      ),
      ...common,
      turns,
    }),
    serviceAccountController({
      namespaces: as.account<Namespace>('namespace-controller', 'namespaces'),
      client: as.account<ServiceAccount>('service-account-controller', 'serviceaccounts'),
      ...common,
    }),
    rootCaPublisher({
      namespaces: as.account<Namespace>('namespace-controller', 'namespaces'),
      client: as.account<ConfigMap>('root-ca-cert-publisher', 'configmaps'),
      rootCa,
      ...common,
    }),
    ...(parts.isServed('clustertrustbundles')
      ? [
          trustBundlePublisher({
            client: as.account<ClusterTrustBundle>(
              'kube-apiserver-serving-clustertrustbundle-publisher',
              bundles,
            ),
            signerName: KUBE_APISERVER_SERVING_SIGNER,
            rootCa,
            ...common,
          }),
          // Kubernetes has no signer for pods: it acts as the server.
          ...(podSigner === undefined
            ? []
            : [
                trustBundlePublisher({
                  client: as.own<ClusterTrustBundle>(bundles),
                  signerName: podSigner.signerName,
                  rootCa: podSigner.authority.certificatePem,
                  ...common,
                }),
              ]),
        ]
      : []),
    ...(podSigner === undefined
      ? []
      : [
          podCertificateSigner({
            client: as.own<PodCertificateRequest>(podRequests),
            ...podSigner,
            delaySeconds,
            ...common,
          }),
        ]),
    ...(parts.isServed('podcertificaterequests')
      ? [
          podCertificateRequestCleaner({
            client: as.account<PodCertificateRequest>('podcertificaterequestcleaner', podRequests),
            ...common,
          }),
        ]
      : []),
    // it makes the others' tokens, so it has no account of its own
    tokenSecrets({
      secrets: as.manager<Secret>('tokens-controller', 'secrets'),
      accounts: as.manager<ServiceAccount>('tokens-controller', 'serviceaccounts'),
      key: parts.accountKey,
      rootCa,
      ...common,
    }),
    bootstrapSigner({
      configMaps: as.account<ConfigMap>('bootstrap-signer', 'configmaps'),
      secrets: as.account<Secret>('bootstrap-signer', 'secrets'),
      ...common,
    }),
    tokenCleaner({
      client: as.account<Secret>('token-cleaner', 'secrets'),
      ...common,
    }),
    garbageCollector({
      resources: shelf.registries
        .filter(({ resource }) => resource.garbageCollected !== false)
        .map((registry) => ({
          resource: registry.resource,
          client: as.account('generic-garbage-collector', registry),
        })),
      ...common,
    }),
    eventCleaner({ client: as.own<CoreEvent>('events'), ...common }),
    namespaceController({
      client: as.account<Namespace>('namespace-controller', 'namespaces'),
      contents: shelf.registries
        .filter(({ resource }) => resource.namespaced)
        .map((registry) => ({
          resource: registry.resource,
          client: as.account('namespace-controller', registry),
        })),
      ...common,
    }),
  ]
  return made.filter(isSelected(selected))
}
