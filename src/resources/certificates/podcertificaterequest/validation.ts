/**
 * Validates PodCertificateRequest specs (`pkg/apis/certificates/validation/validation.go`, 1.36).
 */
import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  type FieldError,
  FieldPath,
  JsonValue,
  invalid,
  invalidEach,
  required,
  tooLongErrors,
} from '../../../apimachinery/field.ts'
import type {
  PodCertificateRequest,
  PodCertificateRequestSpec,
} from '../../../apis/certificates.ts'
import { dns1123SubdomainErrors } from '../../../apimachinery/names.ts'
import { isSignerOfKubernetes, validateSignerName } from '../../../apimachinery/signer-name.ts'
import { validateUserAnnotations } from '../../../apimachinery/annotations.ts'
import { sameJson } from '../../../apimachinery/text/json.ts'
import { keyErrors } from './keys.ts'

const orNull = (bytes: string | null | undefined): string | null =>
  bytes === undefined || bytes === '' ? null : bytes

/** The spec with Go's field names (`pkg/apis/certificates/types.go`, 1.36), for error texts. */
const shownSpec = (spec: PodCertificateRequestSpec, release: RequestContext['release']): object => {
  const { unverifiedUserAnnotations: annotations = {} } = spec
  return {
    SignerName: spec.signerName,
    PodName: spec.podName,
    PodUID: spec.podUID,
    ServiceAccountName: spec.serviceAccountName,
    ServiceAccountUID: spec.serviceAccountUID,
    NodeName: spec.nodeName,
    NodeUID: spec.nodeUID,
    MaxExpirationSeconds: spec.maxExpirationSeconds ?? null,
    PKIXPublicKey: orNull(spec.pkixPublicKey),
    ProofOfPossession: orNull(spec.proofOfPossession),
    ...(release.has('StubRequests') && { StubPKCS10Request: orNull(spec.stubPKCS10Request) }),
    ...(release.has('PodCertificateRequestsV1beta1') && {
      UnverifiedUserAnnotations: Object.keys(annotations).length === 0 ? null : annotations,
    }),
  }
}

const SPEC = FieldPath.of('spec')
const EXPIRATION = SPEC.child('maxExpirationSeconds')

const HOUR = 3600
const DAY = 24 * HOUR
const MAX_SECONDS = 91 * DAY
const MAX_UID_BYTES = 128

const nameErrors = (name: string, path: FieldPath): FieldError[] =>
  invalidEach(path, name, dns1123SubdomainErrors(name))

const uidErrors = (uid: string, path: FieldPath): FieldError[] => [
  ...(uid === '' ? [invalid(path, new JsonValue(uid), 'must not be empty')] : []),
  ...tooLongErrors(path, uid, MAX_UID_BYTES),
]

const expirationErrors = (seconds: number, signerName: string): FieldError[] => {
  const maximum = isSignerOfKubernetes(signerName) ? DAY : MAX_SECONDS
  return seconds >= HOUR && seconds <= maximum
    ? []
    : [invalid(EXPIRATION, seconds, `must be in the range [${HOUR}, ${maximum}]`)]
}

export const validateCreate = (
  { spec }: PodCertificateRequest,
  context: RequestContext,
): FieldError[] => {
  const errors = [
    ...validateSignerName(spec.signerName, SPEC.child('signerName')),
    ...validateUserAnnotations(
      spec.unverifiedUserAnnotations ?? {},
      SPEC.child('unverifiedUserAnnotations'),
      context.release,
    ),
    ...nameErrors(spec.podName, SPEC.child('podName')),
    ...uidErrors(spec.podUID, SPEC.child('podUID')),
    ...nameErrors(spec.serviceAccountName, SPEC.child('serviceAccountName')),
    ...uidErrors(spec.serviceAccountUID, SPEC.child('serviceAccountUID')),
    ...nameErrors(spec.nodeName, SPEC.child('nodeName')),
    ...uidErrors(spec.nodeUID, SPEC.child('nodeUID')),
  ]
  const { maxExpirationSeconds } = spec
  if (maxExpirationSeconds === undefined) return [...errors, required(EXPIRATION, 'must be set')]
  return [
    ...errors,
    ...expirationErrors(maxExpirationSeconds, spec.signerName),
    ...keyErrors(context, spec),
  ]
}

export const validateMainUpdate = (
  { spec }: PodCertificateRequest,
  old: PodCertificateRequest,
  { release }: RequestContext,
): FieldError[] => {
  const shown = shownSpec(spec, release)
  return sameJson(shown, shownSpec(old.spec, release))
    ? []
    : [invalid(SPEC, new JsonValue(shown), 'field is immutable')]
}
