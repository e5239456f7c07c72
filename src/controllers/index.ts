import type {
  CertificateSigningRequest,
  ClusterTrustBundle,
  PodCertificateRequest,
} from '../apis/certificates.ts'
import type { ConfigMap, Namespace, Secret, ServiceAccount } from '../apis/core.ts'
import type { ClusterRole } from '../apis/rbac.ts'
import type { ClusterTime } from '../apimachinery/clock.ts'
import type { Release } from '../apimachinery/release/release.ts'
import type { Turns } from '../apimachinery/turns.ts'
import {
  BOOTSTRAP_TOKEN_NAMESPACE,
  BOOTSTRAP_TOKEN_TYPE,
} from '../apiserver/authn/bootstrap-tokens.ts'
import { TOKEN_SECRET_TYPE } from '../apiserver/authn/secret-tokens.ts'
import type { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { BuiltInSigner } from '../ca/signers.ts'
import { bootstrapSigner, CLUSTER_INFO, CLUSTER_INFO_NAMESPACE } from './bootstrap-signer.ts'
import { clusterRoleAggregation } from './clusterrole-aggregation.ts'
import type { Controller } from './controller.ts'
import type { ControllerLog } from './log.ts'
import { type AccessReview, csrApprover } from './csr-approver.ts'
import { csrCleaner } from './csr-cleaner.ts'
import type { CsrOrders } from './extensions.ts'
import { csrSigner } from './csr-signer.ts'
import type { CollectedResources } from './collected-resources.ts'
import { garbageCollector } from './garbage-collector.ts'
import { namespaceController } from './namespace.ts'
import type { NamespaceContents } from './namespace-content.ts'
import type { Clients, ListScope } from './object-client.ts'
import { podCertificateRequestCleaner } from './pod-certificate-request-cleaner.ts'
import { podCertificateSigner, type PodSigner } from './pod-certificate-signer.ts'
import { ROOT_CA_NAME, rootCaPublisher } from './root-ca-publisher.ts'
import type { ControllerName } from './selection.ts'
import { serviceAccountController } from './service-account.ts'
import { tokenCleaner } from './token-cleaner.ts'
import { tokenSecrets } from './token-secrets.ts'
import { KUBE_APISERVER_SERVING_SIGNER, trustBundlePublisher } from './trust-bundle-publisher.ts'

/** The API server, in this process or another one */
export interface ControlledServer {
  readonly clients: Clients
  readonly review: AccessReview
  readonly collected: CollectedResources
  readonly namespaceContents: () => NamespaceContents | Promise<NamespaceContents>
  /** whether certificates.k8s.io has the resource */
  readonly isServed: (resource: string) => boolean
}

/** CAs and keys, with the options of the signers */
interface SigningParts {
  /** PEM */
  readonly rootCa: string
  /** undefined: no tokens are put in Secrets */
  readonly accountKey: Pick<ServiceAccountKey, 'get'> | undefined
  readonly signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>
  /** `--cluster-signing-duration` */
  readonly maximumSeconds: number
  /** seconds from a CSR's approval, or a PodCertificateRequest's creation, to its signing */
  readonly delaySeconds: number
  readonly podSigner: PodSigner | undefined
}

interface ControllerParts {
  readonly server: ControlledServer
  readonly selected: ReadonlySet<ControllerName>
  readonly signing: SigningParts
  readonly clock: ClusterTime
  readonly log: ControllerLog
  readonly release: Release
  readonly turns: Turns
  readonly orders?: CsrOrders | undefined
}

const REQUESTS = 'certificates.k8s.io/certificatesigningrequests'
const POD_REQUESTS = 'certificates.k8s.io/podcertificaterequests'
const BUNDLES = 'certificates.k8s.io/clustertrustbundles'
const BOOTSTRAP_TOKENS = {
  namespace: BOOTSTRAP_TOKEN_NAMESPACE,
  fieldSelector: `type=${BOOTSTRAP_TOKEN_TYPE}`,
}
const TOKEN_SECRETS = { fieldSelector: `type=${TOKEN_SECRET_TYPE}` }

const named = (name: string): ListScope => ({ fieldSelector: `metadata.name=${name}` })

/**
 * Makes the selected controllers, in the order of their start. If `orders` are given but the
 * approver is not selected, an approver that only follows `orders` comes first.
 */
export const controllers = (parts: ControllerParts): Controller[] => {
  const { server, selected, orders, clock, turns, log, release } = parts
  const { rootCa, accountKey, signers, maximumSeconds, delaySeconds, podSigner } = parts.signing
  const { clients: as, isServed } = server
  const common = { clock, log }
  const csr = () => ({
    client: as.account<CertificateSigningRequest>('certificate-controller', REQUESTS),
    ...common,
    orders,
  })
  const namespaces = () => as.account<Namespace>('namespace-controller', 'namespaces')
  const approver = (ordersOnly: boolean): Controller =>
    csrApprover(
      {
        ...csr(),
        review: server.review,
        decider: as.own<CertificateSigningRequest>(REQUESTS),
      },
      ordersOnly,
    )
  const makers: Record<ControllerName, () => Controller | readonly Controller[]> = {
    'certificatesigningrequest-approving-controller': () => approver(false),
    'certificatesigningrequest-signing-controller': () =>
      Array.from(signers, ([signerName, authority]) =>
        csrSigner(csr(), {
          signerName,
          authority,
          maximumSeconds,
          delaySeconds,
          release,
        }),
      ),
    'certificatesigningrequest-cleaner-controller': () => csrCleaner({ ...csr(), release }),
    'clusterrole-aggregation-controller': () =>
      clusterRoleAggregation({
        client: as.account<ClusterRole>(
          'clusterrole-aggregation-controller',
          'rbac.authorization.k8s.io/clusterroles',
        ),
        ...common,
        turns,
      }),
    'serviceaccount-controller': () =>
      serviceAccountController({
        namespaces: namespaces(),
        client: as.account<ServiceAccount>(
          'service-account-controller',
          'serviceaccounts',
          named('default'),
        ),
        ...common,
      }),
    'root-ca-certificate-publisher-controller': () =>
      rootCaPublisher({
        namespaces: namespaces(),
        client: as.account<ConfigMap>('root-ca-cert-publisher', 'configmaps', named(ROOT_CA_NAME)),
        rootCa,
        ...common,
      }),
    'kube-apiserver-serving-clustertrustbundle-publisher-controller': () =>
      isServed('clustertrustbundles')
        ? trustBundlePublisher({
            client: as.account<ClusterTrustBundle>(
              'kube-apiserver-serving-clustertrustbundle-publisher',
              BUNDLES,
            ),
            signerName: KUBE_APISERVER_SERVING_SIGNER,
            rootCa,
            ...common,
          })
        : [],
    // not a controller of Kubernetes, so it acts as csrlab
    'podcertificaterequest-signing-controller': () => {
      if (podSigner === undefined) return []
      const { signerName, authority } = podSigner
      return [
        isServed('clustertrustbundles')
          ? trustBundlePublisher({
              client: as.own<ClusterTrustBundle>(BUNDLES),
              signerName,
              rootCa: authority.certificatePem,
              ...common,
            })
          : [],
        podCertificateSigner({
          client: as.own<PodCertificateRequest>(POD_REQUESTS),
          ...podSigner,
          delaySeconds,
          ...common,
        }),
      ].flat()
    },
    'podcertificaterequest-cleaner-controller': () =>
      isServed('podcertificaterequests')
        ? podCertificateRequestCleaner({
            client: as.account<PodCertificateRequest>('podcertificaterequestcleaner', POD_REQUESTS),
            ...common,
          })
        : [],
    // this controller makes the tokens of service accounts, so it cannot act as one of them
    'serviceaccount-token-controller': () =>
      accountKey === undefined
        ? []
        : tokenSecrets({
            secrets: as.manager<Secret>('tokens-controller', 'secrets', TOKEN_SECRETS),
            accounts: as.manager<ServiceAccount>('tokens-controller', 'serviceaccounts'),
            key: accountKey,
            rootCa,
            ...common,
          }),
    'bootstrap-signer-controller': () =>
      bootstrapSigner({
        configMaps: as.account<ConfigMap>('bootstrap-signer', 'configmaps', {
          namespace: CLUSTER_INFO_NAMESPACE,
          ...named(CLUSTER_INFO),
        }),
        secrets: as.account<Secret>('bootstrap-signer', 'secrets', BOOTSTRAP_TOKENS),
        ...common,
      }),
    'token-cleaner-controller': () =>
      tokenCleaner({
        client: as.account<Secret>('token-cleaner', 'secrets', BOOTSTRAP_TOKENS),
        ...common,
      }),
    'garbage-collector-controller': () =>
      garbageCollector({ resources: server.collected, ...common }),
    'namespace-controller': () =>
      namespaceController({ client: namespaces(), contents: server.namespaceContents, ...common }),
  }
  const made = [...selected].flatMap((name) => makers[name]())
  const hasApprover =
    orders === undefined || selected.has('certificatesigningrequest-approving-controller')
  return hasApprover ? made : [approver(true), ...made]
}
