/** What feature gates add to the default policy (`rbac/bootstrappolicy`, 1.36). */
import { CERTIFICATES_GROUP } from '../../api/kinds/certificates.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '../../api/kinds/rbac.ts'
import type { GateName, Release } from '../../release/release.ts'
import { allow, clusterRole, clusterRoleBinding, EVENTS, group, READ } from './build.ts'

export interface GatedPolicy {
  readonly clusterRoles: readonly ClusterRole[]
  readonly clusterRoleBindings: readonly ClusterRoleBinding[]
  /** rules of controllers, by the names of their service accounts */
  readonly controllers: Readonly<Record<string, readonly PolicyRule[]>>
}

const READ_TRUST_BUNDLES = allow(READ, CERTIFICATES_GROUP, 'clustertrustbundles')

const BY_GATE = {
  ClusterTrustBundle: {
    clusterRoles: [clusterRole('system:cluster-trust-bundle-discovery', [READ_TRUST_BUNDLES])],
    clusterRoleBindings: [
      clusterRoleBinding('system:cluster-trust-bundle-discovery', group('system:serviceaccounts')),
    ],
    controllers: {
      'kube-apiserver-serving-clustertrustbundle-publisher': [
        allow('attest', CERTIFICATES_GROUP, 'signers', 'kubernetes.io/kube-apiserver-serving'),
        allow(
          ['create', 'delete', 'list', 'update', 'watch'],
          CERTIFICATES_GROUP,
          'clustertrustbundles',
        ),
        EVENTS,
      ],
    },
  },
  PodCertificateRequest: {
    clusterRoles: [],
    clusterRoleBindings: [],
    controllers: {
      podcertificaterequestcleaner: [
        allow(['delete', ...READ], CERTIFICATES_GROUP, 'podcertificaterequests'),
      ],
    },
  },
} satisfies Partial<Record<GateName, GatedPolicy>>

type PolicyGate = keyof typeof BY_GATE

/** What nodes may do besides, by gate. */
const NODE_RULES: Readonly<Record<PolicyGate, PolicyRule>> = {
  ClusterTrustBundle: READ_TRUST_BUNDLES,
  PodCertificateRequest: allow(['create', ...READ], CERTIFICATES_GROUP, 'podcertificaterequests'),
}

/** The gates of a release that are on and that the policy depends on. */
export const policyGates = (release: Pick<Release, 'has'>): PolicyGate[] =>
  (Object.keys(BY_GATE) as PolicyGate[]).filter((gate) => release.has(gate))

export const gatedPolicies = (release: Pick<Release, 'has'>): GatedPolicy[] =>
  policyGates(release).map((gate) => BY_GATE[gate])

/** The rule of `system:node` that comes with a gate. */
export const nodeRules = (release: Pick<Release, 'has'>, gate: PolicyGate): PolicyRule[] =>
  release.has(gate) ? [NODE_RULES[gate]] : []
