/** The one list of controllers, each a client of the registry under the name of the real one's service account. */
import type { CertificateSigningRequest, ClusterTrustBundle } from '../api/kinds/certificates.ts'
import type { Clock } from '../api/clock.ts'
import type { ConfigMap, Namespace, Secret, ServiceAccount } from '../api/kinds/core.ts'
import type { Entropy } from '../api/entropy.ts'
import type { CoreEvent } from '../api/kinds/events.ts'
import type { KubeObject } from '../api/meta.ts'
import type { Node } from '../api/kinds/nodes.ts'
import type { ClusterRole } from '../api/kinds/rbac.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../api/user.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { ServiceAccountKey } from '../authn/service-account-key.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { BuiltInSigner } from '../ca/signers.ts'
import type { Hints } from '../hints/hints.ts'
import { Client, type ClientParts } from '../registry/client.ts'
import type { Registry } from '../registry/registry.ts'
import { clusterRoleAggregation } from './clusterrole-aggregation.ts'
import type { Controller, ControllerLog } from './controller.ts'
import { csrApprover } from './csr-approver.ts'
import { csrCleaner } from './csr-cleaner.ts'
import { csrSigner } from './csr-signer.ts'
import { garbageCollector } from './garbage-collector.ts'
import { eventCleaner } from './event-cleaner.ts'
import { inert } from './inert.ts'
import { hintRecorder } from './hint-recorder.ts'
import { namespaceController } from './namespace.ts'
import { nodeTaints } from './node-taints.ts'
import { rootCaPublisher } from './root-ca-publisher.ts'
import { tokenCleaner } from './token-cleaner.ts'
import { tokenSecrets } from './token-secrets.ts'
import { serviceAccountController } from './service-account.ts'
import { trustBundlePublisher } from './trust-bundle-publisher.ts'

export interface ControllerParts {
  /** finds the registry of a resource by group and plural name */
  registryOf(group: string, resource: string): Registry
  readonly registries: readonly Registry[]
  readonly authorizer: Authorizer
  /** PEM, published to every namespace */
  readonly rootCa: string
  /** signs tokens of service accounts */
  readonly accountKey: ServiceAccountKey
  /** the CA of each signer that runs */
  readonly signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>
  readonly clusterSigningSeconds: number
  /** how long each signer waits after an approval */
  readonly signerDelaySeconds: number
  /** the API server itself */
  readonly self: UserInfo
  /** whether ClusterTrustBundles are served under any version */
  readonly trustBundlesServed: boolean
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: ControllerLog
  /** undefined: nobody tells the story of a request */
  readonly hints: Hints | undefined
  /** fires when the server stops */
  readonly signal: AbortSignal
  /** undefined: there is no audit log */
  readonly auditTrail: AuditTrail | undefined
  /** as the user agents of Kubernetes' programs name it: `v1.34.0 (linux/amd64) kubernetes/1234567` */
  readonly build: string
}

/** kube-controller-manager gives each of its controllers a service account of its own. */
const accountOf = (name: string): UserInfo => ({
  name: `system:serviceaccount:kube-system:${name}`,
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', SYSTEM_AUTHENTICATED],
  extra: Object.create(null) as Record<string, string[]>,
})

/** kube-controller-manager itself, whose informers all of its controllers share. */
const INFORMER: UserInfo = {
  name: 'system:kube-controller-manager',
  groups: [SYSTEM_AUTHENTICATED],
  extra: {},
}

/** Kinds that need more than an API to do anything. */
const INERT = [
  {
    group: '',
    resource: 'pods',
    message:
      'csrlab runs no pods: it has the API of a cluster, and neither a scheduler nor a node behind it. The pod stays Pending.',
  },
  {
    group: 'apps',
    resource: 'deployments',
    message:
      'csrlab runs no deployments: it has the API of a cluster, and no controller that would make pods of them.',
  },
] as const

export const controllers = (parts: ControllerParts): Controller[] => {
  const { authorizer, auditTrail, rootCa, signers, clock, entropy, log, signal } = parts
  const clientIn = <T extends KubeObject>(
    registry: Registry,
    userAgent: string,
    who: Pick<ClientParts, 'user' | 'informer' | 'fieldManager'>,
  ): Client<T> =>
    new Client<T>(registry as unknown as Registry<T>, {
      ...who,
      authorizer,
      clock,
      entropy,
      signal,
      audit: auditTrail && { trail: auditTrail, userAgent, entropy },
    })
  const clientAs = <T extends KubeObject>(
    user: UserInfo,
    registry: Registry,
    clientName = user.name,
  ): Client<T> =>
    clientIn<T>(registry, `kube-controller-manager/${parts.build}/${clientName}`, {
      user,
      informer: INFORMER,
      fieldManager: 'kube-controller-manager',
    })
  const clientOf = <T extends KubeObject>(account: string, registry: Registry): Client<T> =>
    clientAs<T>(accountOf(account), registry)
  /** What the server does by itself, and no controller of a cluster. */
  const ownClientOf = <T extends KubeObject>(registry: Registry): Client<T> =>
    clientIn<T>(registry, 'csrlab', {
      user: parts.self,
      informer: parts.self,
      fieldManager: 'csrlab',
    })
  const core = (resource: string): Registry => parts.registryOf('', resource)
  const csr = {
    client: clientOf<CertificateSigningRequest>(
      'certificate-controller',
      parts.registryOf('certificates.k8s.io', 'certificatesigningrequests'),
    ),
    clock,
    log,
    authorizer,
  }
  return [
    csrApprover(csr),
    ...Array.from(signers, ([signerName, authority]) =>
      csrSigner(csr, {
        signerName,
        authority,
        maximumSeconds: parts.clusterSigningSeconds,
        delaySeconds: parts.signerDelaySeconds,
      }),
    ),
    csrCleaner(csr),
    ...(parts.hints === undefined
      ? []
      : [
          hintRecorder({
            requests: csr.client,
            events: clientOf<CoreEvent>('certificate-controller', core('events')),
            hints: parts.hints,
            clock,
            log,
            signal,
          }),
        ]),
    clusterRoleAggregation({
      client: clientOf<ClusterRole>(
        'clusterrole-aggregation-controller',
        parts.registryOf('rbac.authorization.k8s.io', 'clusterroles'),
      ),
      clock,
      log,
    }),
    serviceAccountController({
      namespaces: clientOf<Namespace>('namespace-controller', core('namespaces')),
      client: clientOf<ServiceAccount>('service-account-controller', core('serviceaccounts')),
      clock,
      log,
    }),
    rootCaPublisher({
      namespaces: clientOf<Namespace>('namespace-controller', core('namespaces')),
      client: clientOf<ConfigMap>('root-ca-cert-publisher', core('configmaps')),
      rootCa,
      clock,
      log,
    }),
    ...(parts.trustBundlesServed
      ? [
          trustBundlePublisher({
            client: clientOf<ClusterTrustBundle>(
              'kube-apiserver-serving-clustertrustbundle-publisher',
              parts.registryOf('certificates.k8s.io', 'clustertrustbundles'),
            ),
            rootCa,
            clock,
            log,
          }),
        ]
      : []),
    // it gives the others their accounts' tokens, and so has no account of its own
    tokenSecrets({
      secrets: clientAs<Secret>(INFORMER, core('secrets'), 'tokens-controller'),
      accounts: clientAs<ServiceAccount>(INFORMER, core('serviceaccounts'), 'tokens-controller'),
      key: parts.accountKey,
      rootCa,
      clock,
      log,
    }),
    tokenCleaner({
      client: clientOf<Secret>('token-cleaner', core('secrets')),
      clock,
      log,
    }),
    garbageCollector({
      resources: parts.registries
        .filter(({ resource }) => resource.garbageCollected !== false)
        .map((registry) => ({
          resource: registry.resource,
          client: clientOf('generic-garbage-collector', registry),
        })),
      clock,
      log,
    }),
    nodeTaints({ client: clientOf<Node>('node-controller', core('nodes')), clock, log }),
    ...INERT.map(({ group, resource, message }) =>
      inert({
        client: ownClientOf(parts.registryOf(group, resource)),
        events: ownClientOf<CoreEvent>(core('events')),
        message,
        clock,
        log,
      }),
    ),
    eventCleaner({ client: ownClientOf<CoreEvent>(core('events')), clock, log }),
    namespaceController({
      client: clientOf<Namespace>('namespace-controller', core('namespaces')),
      contents: parts.registries
        .filter(({ resource }) => resource.namespaced)
        .map((registry) => ({
          resource: registry.resource,
          client: clientOf('namespace-controller', registry),
        })),
      clock,
      log,
    }),
  ]
}
