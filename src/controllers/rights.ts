/** The rights that each controller needs at an API server. */
import type { ControllerName } from './selection.ts'

export interface Right {
  readonly verbs: readonly string[]
  readonly group: string
  /** with a subresource after a slash; `*`: all */
  readonly resource: string
  /** default: everything of the resource */
  readonly name?: string
  /** default: all namespaces */
  readonly namespace?: string
}

const CERTIFICATES = 'certificates.k8s.io'
const SYSTEM = 'kube-system'

const right = (
  verbs: string,
  group: string,
  resource: string,
  only: Pick<Right, 'name' | 'namespace'> = {},
): Right => ({ verbs: verbs.split(' '), group, resource, ...only })

const requests = (verbs: string): Right => right(verbs, CERTIFICATES, 'certificatesigningrequests')
const signer = (verb: string, name: string): Right => right(verb, CERTIFICATES, 'signers', { name })
const bundles = right('list watch create update delete', CERTIFICATES, 'clustertrustbundles')
const namespaces = right('list watch', '', 'namespaces')

const RIGHTS: Readonly<Record<ControllerName, readonly Right[]>> = {
  'certificatesigningrequest-approving-controller': [
    requests('list watch'),
    right('update', CERTIFICATES, 'certificatesigningrequests/approval'),
    signer('approve', 'kubernetes.io/kube-apiserver-client-kubelet'),
    right('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  ],
  'certificatesigningrequest-signing-controller': [
    requests('list watch'),
    right('update', CERTIFICATES, 'certificatesigningrequests/status'),
    signer('sign', 'kubernetes.io/kube-apiserver-client'),
    signer('sign', 'kubernetes.io/kube-apiserver-client-kubelet'),
    signer('sign', 'kubernetes.io/kubelet-serving'),
    signer('sign', 'kubernetes.io/legacy-unknown'),
  ],
  'certificatesigningrequest-cleaner-controller': [requests('list watch delete')],
  'clusterrole-aggregation-controller': [
    right('list watch patch escalate', 'rbac.authorization.k8s.io', 'clusterroles'),
  ],
  'serviceaccount-controller': [namespaces, right('list watch create', '', 'serviceaccounts')],
  'root-ca-certificate-publisher-controller': [
    namespaces,
    right('list watch create update', '', 'configmaps'),
  ],
  'kube-apiserver-serving-clustertrustbundle-publisher-controller': [
    bundles,
    signer('attest', 'kubernetes.io/kube-apiserver-serving'),
  ],
  // the signer is the user's: see signerRights
  'podcertificaterequest-signing-controller': [
    right('list watch', CERTIFICATES, 'podcertificaterequests'),
    right('update', CERTIFICATES, 'podcertificaterequests/status'),
    bundles,
  ],
  'podcertificaterequest-cleaner-controller': [
    right('list watch delete', CERTIFICATES, 'podcertificaterequests'),
  ],
  'serviceaccount-token-controller': [
    right('list watch update delete', '', 'secrets'),
    right('get list watch', '', 'serviceaccounts'),
  ],
  'bootstrap-signer-controller': [
    right('list watch update', '', 'configmaps', { namespace: 'kube-public' }),
    right('list watch', '', 'secrets', { namespace: SYSTEM }),
  ],
  'token-cleaner-controller': [right('list watch delete', '', 'secrets', { namespace: SYSTEM })],
  'garbage-collector-controller': [right('get list watch patch delete', '*', '*')],
  'namespace-controller': [
    namespaces,
    right('update', '', 'namespaces/status'),
    right('update', '', 'namespaces/finalize'),
    right('list delete deletecollection', '*', '*'),
  ],
}

/** The controllers and options that determine the rights. */
export interface RightsWish {
  readonly selected: ReadonlySet<ControllerName>
  readonly leaderElect: boolean
  /** whether each controller acts as its own service account */
  readonly asAccounts: boolean
  /** whether rules approve requests of any signer */
  readonly autoApprove: boolean
  /** undefined: no signer for pods */
  readonly podSigner: string | undefined
}

const signerRights = ({ selected, autoApprove, podSigner }: RightsWish): readonly Right[] => [
  ...(autoApprove
    ? [
        requests('list watch'),
        right('update', CERTIFICATES, 'certificatesigningrequests/approval'),
        right('approve', CERTIFICATES, 'signers'),
      ]
    : []),
  ...(podSigner !== undefined && selected.has('podcertificaterequest-signing-controller')
    ? [signer('sign', podSigner), signer('attest', podSigner)]
    : []),
]

const READS = new Set(['get', 'list', 'watch'])

/** Returns the rights of the user of the kubeconfig that these controllers need. */
export const rightsOf = (wish: RightsWish): readonly Right[] => {
  const { selected, leaderElect, asAccounts, podSigner } = wish
  const wanted = [
    ...[...selected]
      .filter((name) => podSigner !== undefined || !name.startsWith('podcertificaterequest-sign'))
      .flatMap((name) => RIGHTS[name]),
    ...signerRights(wish),
  ]
  return [
    // service accounts have their own rights
    ...(asAccounts
      ? wanted
          .map((one) => ({ ...one, verbs: one.verbs.filter((verb) => READS.has(verb)) }))
          .filter(({ verbs }) => verbs.length > 0)
      : wanted),
    ...(asAccounts
      ? [
          right('create', '', 'serviceaccounts', { namespace: SYSTEM }),
          right('create', '', 'serviceaccounts/token', { namespace: SYSTEM }),
        ]
      : []),
    ...(leaderElect
      ? [right('get create update', 'coordination.k8s.io', 'leases', { namespace: SYSTEM })]
      : []),
  ]
}
