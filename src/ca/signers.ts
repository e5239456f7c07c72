import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../apis/certificates.ts'
import type { CertificateRequest } from './csr.ts'

/** Signers that the cluster runs itself. */
export const BUILT_IN_SIGNERS = [
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
] as const

export type BuiltInSigner = (typeof BUILT_IN_SIGNERS)[number]

/**
 * Returns why a signer rejects a request, in the real signer's words; undefined if it does not.
 *
 * @param usages `spec.usages`
 */
type SignerCheck = (request: CertificateRequest, usages: readonly string[]) => string | undefined

interface SignerRule {
  /** part of the request that must change to meet the rule */
  readonly about: 'usages' | 'subject' | 'names'
  readonly problemOf: SignerCheck
}

const NODE_PREFIX = 'system:node:'

/** Compares usages as sets; key encipherment is optional. */
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

/** Rules for kubelet serving certificates (`ValidateKubeletServingCSR`). */
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

/** Rules for kubelet client certificates (`ValidateKubeletClientCSR`). */
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

export const SIGNER_RULES: Readonly<Record<BuiltInSigner, readonly SignerRule[]>> = {
  [KUBE_APISERVER_CLIENT_SIGNER]: CLIENT,
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: KUBELET_CLIENT,
  [KUBELET_SERVING_SIGNER]: KUBELET_SERVING,
  [LEGACY_UNKNOWN_SIGNER]: [],
}

export interface UnmetRule {
  readonly about: SignerRule['about']
  /** the real signer's words */
  readonly problem: string
}

/** Returns the first rule of a built-in signer that a request does not meet. */
export const unmetRule = (
  signerName: BuiltInSigner,
  ...asked: Parameters<SignerCheck>
): UnmetRule | undefined => {
  for (const { about, problemOf } of SIGNER_RULES[signerName]) {
    const problem = problemOf(...asked)
    if (problem !== undefined) return { about, problem }
  }
  return undefined
}

export const signerCheck =
  (signerName: BuiltInSigner): SignerCheck =>
  (...asked) =>
    unmetRule(signerName, ...asked)?.problem

/** The approver's check before it approves a kubelet's request automatically. */
export const kubeletClientProblem = signerCheck(KUBE_APISERVER_CLIENT_KUBELET_SIGNER)
