import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../apis/certificates.ts'
import type { CertificateRequest } from './request.ts'

export const BUILT_IN_SIGNERS = [
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
] as const

export type BuiltInSigner = (typeof BUILT_IN_SIGNERS)[number]

export interface UnmetRule {
  readonly about: 'usages' | 'subject' | 'names'
  /** the real signer's words */
  readonly problem: string
}

type SignerRule = (request: CertificateRequest, usages: readonly string[]) => UnmetRule | undefined

const NODE_PREFIX = 'system:node:'

const rule =
  (
    about: UnmetRule['about'],
    problem: string,
    isMet: (...asked: Parameters<SignerRule>) => boolean,
  ): SignerRule =>
  (...asked) =>
    isMet(...asked) ? undefined : { about, problem }

/** Compares usages as sets; key encipherment is optional. */
const exactUsages = (...required: string[]): SignerRule => {
  const allowed = [...required, 'key encipherment'].sort()
  return rule(
    'usages',
    `usages did not match [${allowed.join(' ')}]`,
    (_request, usages) =>
      required.every((usage) => usages.includes(usage)) &&
      usages.every((usage) => allowed.includes(usage)),
  )
}

const ORGANIZATION = rule(
  'subject',
  'subject organization is not system:nodes',
  ({ subject: { organizations } }) =>
    organizations.length === 1 && organizations[0] === 'system:nodes',
)

const COMMON_NAME = rule(
  'subject',
  `subject common name does not begin with ${NODE_PREFIX}`,
  ({ subject }) => subject.commonName.startsWith(NODE_PREFIX),
)

const without = (kind: 'DNS' | 'IP' | 'Email' | 'URI'): SignerRule =>
  rule('names', `${kind} subjectAltNames are not allowed`, ({ sans }) => {
    const field = kind.toLowerCase() as keyof typeof sans
    return sans[field].length === 0
  })

/** `ValidateKubeletServingCSR` */
const KUBELET_SERVING: readonly SignerRule[] = [
  ORGANIZATION,
  rule(
    'names',
    'DNS or IP subjectAltName is required',
    ({ sans: { dns, ip } }) => dns.length + ip.length > 0,
  ),
  without('Email'),
  without('URI'),
  exactUsages('digital signature', 'server auth'),
  COMMON_NAME,
]

/** `ValidateKubeletClientCSR` */
const KUBELET_CLIENT: readonly SignerRule[] = [
  ORGANIZATION,
  without('DNS'),
  without('Email'),
  without('IP'),
  without('URI'),
  COMMON_NAME,
  exactUsages('client auth', 'digital signature'),
]

const CLIENT_USAGES = new Set(['client auth', 'digital signature', 'key encipherment'])

const CLIENT: readonly SignerRule[] = [
  (_request, usages) => {
    const other = usages.find((usage) => !CLIENT_USAGES.has(usage))
    const problem = `invalid usage for client certificate: ${other}`
    return other === undefined ? undefined : { about: 'usages', problem }
  },
  rule('usages', 'missing required usage for client certificate: client auth', (_request, usages) =>
    usages.includes('client auth'),
  ),
]

const SIGNER_RULES: Readonly<Record<BuiltInSigner, readonly SignerRule[]>> = {
  [KUBE_APISERVER_CLIENT_SIGNER]: CLIENT,
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: KUBELET_CLIENT,
  [KUBELET_SERVING_SIGNER]: KUBELET_SERVING,
  [LEGACY_UNKNOWN_SIGNER]: [],
}

/** Returns the unmet rules, in the order of the real signer's checks. */
export const unmetRules = (
  signerName: BuiltInSigner,
  ...asked: Parameters<SignerRule>
): UnmetRule[] => SIGNER_RULES[signerName].flatMap((unmet) => unmet(...asked) ?? [])
