import { constants, type KeyObject, sign } from 'node:crypto'
import type { RequestContext } from '../../../../src/apimachinery/context.ts'
import { fieldErrorText, type FieldError } from '../../../../src/apimachinery/field.ts'
import type {
  Condition,
  PodCertificateRequest,
  PodCertificateRequestSpec,
  PodCertificateRequestStatus,
} from '../../../../src/apis/certificates.ts'
import { encodePem } from '../../../../src/ca/pem.ts'
import type { GateSettings } from '../../../../src/apimachinery/release/release.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'
import {
  certificateDer,
  ED25519,
  ed25519,
  name,
  NOW,
  requestDer,
  SHA256_RSA,
  spkiOf,
  validity,
} from '../../../ca/builders.ts'
import { anybody } from '../../context.ts'

export const contextIn = (version: string, gates?: GateSettings): RequestContext => ({
  ...anybody,
  release: releaseOf(version, gates)!,
  clock: { now: () => NOW, after: () => () => undefined },
})

const UID = '11111111-1111-4111-8111-111111111111'

/** A PKCS #10 request with a key and an empty subject, in base64. */
export const stub = (key: KeyObject = ed25519): string => {
  const { asymmetricKeyType } = key
  const signed =
    asymmetricKeyType === 'ed25519'
      ? { algorithm: ED25519, hash: null }
      : asymmetricKeyType === 'rsa'
        ? { algorithm: SHA256_RSA }
        : {}
  return requestDer({ key, subject: name(), ...signed }).toString('base64')
}

/** A key with its proof of possession, as sent by kubelets before 1.36. */
export const keyAndProof = (
  key: KeyObject,
  uid = UID,
): Pick<PodCertificateRequestSpec, 'pkixPublicKey' | 'proofOfPossession'> => {
  const isEd25519 = key.asymmetricKeyType === 'ed25519'
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 }
  const signer = key.asymmetricKeyType === 'rsa' ? { key, ...pss } : key
  return {
    pkixPublicKey: spkiOf(key).toString('base64'),
    proofOfPossession: sign(isEd25519 ? null : 'sha256', Buffer.from(uid), signer).toString(
      'base64',
    ),
  }
}

const SPEC: PodCertificateRequestSpec = {
  signerName: 'example.com/pods',
  podName: 'p',
  podUID: UID,
  serviceAccountName: 'robot',
  serviceAccountUID: '22222222-2222-4222-8222-222222222222',
  nodeName: 'n',
  nodeUID: '33333333-3333-4333-8333-333333333333',
  maxExpirationSeconds: 86_400,
}

export const withoutKey = (
  spec: Partial<PodCertificateRequestSpec> = {},
): PodCertificateRequest => ({
  kind: 'PodCertificateRequest',
  apiVersion: 'certificates.k8s.io/v1beta1',
  metadata: { name: 'x', namespace: 'default' },
  spec: { ...SPEC, ...spec },
  status: {},
})

export const ofPod = (spec: Partial<PodCertificateRequestSpec> = {}): PodCertificateRequest =>
  withoutKey({ stubPKCS10Request: STUB, ...spec })

const STUB = stub()

export const condition = (type: string, more: Partial<Condition> = {}): Condition => ({
  type,
  status: 'True',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  reason: 'Test',
  message: '',
  ...more,
})

export const HOUR = 3_600_000
export const timeOf = (ms: number): string => new Date(ms).toISOString().replace('.000', '')

interface Leaf {
  readonly key?: KeyObject
  readonly from?: number
  readonly until?: number
}

const leafPem = ({ key = ed25519, from = NOW, until = NOW + HOUR }: Leaf = {}) =>
  encodePem(
    'CERTIFICATE',
    certificateDer({
      spki: spkiOf(key),
      validity: validity(from, until),
    }),
  )

export const issued = (
  leaf: Leaf = {},
  more: PodCertificateRequestStatus = {},
): PodCertificateRequestStatus => {
  const { from = NOW, until = NOW + HOUR } = leaf
  return {
    conditions: [condition('Issued')],
    certificateChain: leafPem(leaf),
    notBefore: timeOf(from),
    beginRefreshAt: timeOf(from + HOUR / 2),
    notAfter: timeOf(until),
    ...more,
  }
}

export const textsOf = (errors: readonly FieldError[]): string[] => errors.map(fieldErrorText)
