import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../apis/certificates.ts'
import type { CertificateRequest } from './csr.ts'

/** The signers that the cluster runs itself. */
export const BUILT_IN_SIGNERS = [
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
] as const

export type BuiltInSigner = (typeof BUILT_IN_SIGNERS)[number]

/**
 * What a signer asks of a request. Returns why it will not sign, in the real signer's words, or undefined.
 *
 * @param usages `spec.usages`
 */
type SignerCheck = (request: CertificateRequest, usages: readonly string[]) => string | undefined

/** One thing that a signer asks. */
interface SignerRule {
  /** what of a request it looks at: what has to be changed where it is not met */
  readonly about: 'usages' | 'subject' | 'names'
  readonly problemOf: SignerCheck
}

const NODE_PREFIX = 'system:node:'

/** The usages are these, key encipherment being optional; order and repetition do not count. */
const usagesAre = (usages: readonly string[], required: readonly string[]): boolean =>
  required.every((usage) => usages.includes(usage)) &&
  usages.every((usage) => required.includes(usage) || usage === 'key encipherment')

const ORGANIZATION: SignerRule = {
  about: 'subject',
  problemOf: ({ subject: { organizations } }) =>
    organizations.length === 1 && organizations[0] === 'system:nodes'
      ? undefined
      : 'subject organization is not system:nodes',
}

const COMMON_NAME: SignerRule = {
  about: 'subject',
  problemOf: ({ subject: { commonName } }) =>
    commonName.startsWith(NODE_PREFIX)
      ? undefined
      : `subject common name does not begin with ${NODE_PREFIX}`,
}

const without = (kind: 'DNS' | 'IP' | 'Email' | 'URI'): SignerRule => {
  const field = kind.toLowerCase() as 'dns' | 'ip' | 'email' | 'uri'
  return {
    about: 'names',
    problemOf: ({ sans }) =>
      sans[field].length > 0 ? `${kind} subjectAltNames are not allowed` : undefined,
  }
}

/** A kubelet's serving certificate (`ValidateKubeletServingCSR`). */
const KUBELET_SERVING: readonly SignerRule[] = [
  ORGANIZATION,
  {
    about: 'names',
    problemOf: ({ sans: { dns, ip } }) =>
      dns.length + ip.length === 0 ? 'DNS or IP subjectAltName is required' : undefined,
  },
  without('Email'),
  without('URI'),
  {
    about: 'usages',
    problemOf: (_request, usages) =>
      usagesAre(usages, ['digital signature', 'server auth'])
        ? undefined
        : 'usages did not match [digital signature key encipherment server auth]',
  },
  COMMON_NAME,
]

/** A kubelet's client certificate (`ValidateKubeletClientCSR`). */
const KUBELET_CLIENT: readonly SignerRule[] = [
  ORGANIZATION,
  without('DNS'),
  without('Email'),
  without('IP'),
  without('URI'),
  COMMON_NAME,
  {
    about: 'usages',
    problemOf: (_request, usages) =>
      usagesAre(usages, ['client auth', 'digital signature'])
        ? undefined
        : 'usages did not match [client auth digital signature key encipherment]',
  },
]

const CLIENT_USAGES = new Set(['client auth', 'digital signature', 'key encipherment'])

/** Any client of the API server: only the usages are looked at. */
const CLIENT: readonly SignerRule[] = [
  {
    about: 'usages',
    problemOf: (_request, usages) => {
      const other = usages.find((usage) => !CLIENT_USAGES.has(usage))
      return other === undefined ? undefined : `invalid usage for client certificate: ${other}`
    },
  },
  {
    about: 'usages',
    problemOf: (_request, usages) =>
      usages.includes('client auth')
        ? undefined
        : 'missing required usage for client certificate: client auth',
  },
]

/** What each built-in signer asks, in the order in which it looks. */
export const SIGNER_RULES: Readonly<Record<BuiltInSigner, readonly SignerRule[]>> = {
  [KUBE_APISERVER_CLIENT_SIGNER]: CLIENT,
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: KUBELET_CLIENT,
  [KUBELET_SERVING_SIGNER]: KUBELET_SERVING,
  [LEGACY_UNKNOWN_SIGNER]: [],
}

/** A rule that a request does not meet. */
export interface UnmetRule {
  readonly about: SignerRule['about']
  /** why, in the real signer's words */
  readonly problem: string
}

const firstUnmet = (
  rules: readonly SignerRule[],
  ...asked: Parameters<SignerCheck>
): UnmetRule | undefined => {
  for (const { about, problemOf } of rules) {
    const problem = problemOf(...asked)
    if (problem !== undefined) return { about, problem }
  }
  return undefined
}

/** What the approver asks as well before it approves a kubelet by itself. */
export const kubeletClientProblem: SignerCheck = (...asked) =>
  firstUnmet(KUBELET_CLIENT, ...asked)?.problem

/** The first rule of a built-in signer that a request does not meet; undefined when it meets all. */
export const unmetRule = (
  signerName: BuiltInSigner,
  ...asked: Parameters<SignerCheck>
): UnmetRule | undefined => firstUnmet(SIGNER_RULES[signerName], ...asked)

/** The check of a built-in signer: the first of its rules that is not met. */
export const signerCheck =
  (signerName: BuiltInSigner): SignerCheck =>
  (...asked) =>
    unmetRule(signerName, ...asked)?.problem
