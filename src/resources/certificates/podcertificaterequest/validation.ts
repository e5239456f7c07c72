/** What is wrong with a new PodCertificateRequest (`pkg/apis/certificates/validation/validation.go`, 1.36). */
import type { RequestContext } from '../../../api/context.ts'
import {
  type FieldError,
  FieldPath,
  invalid,
  JsonValue,
  required,
  tooLong,
} from '../../../api/field.ts'
import type {
  PodCertificateRequest,
  PodCertificateRequestSpec,
} from '../../../api/kinds/certificates.ts'
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../../../api/names.ts'
import { signerDomain, validateSignerName } from '../../../api/signer-name.ts'
import { keyErrors } from './keys.ts'
import { isSameSpec, shownSpec } from './spec.ts'

const SPEC = FieldPath.of('spec')
const ANNOTATIONS = SPEC.child('unverifiedUserAnnotations')
const EXPIRATION = SPEC.child('maxExpirationSeconds')

const HOUR = 3600
const DAY = 24 * HOUR
const MAX_SECONDS = 91 * DAY
const MAX_ANNOTATION_BYTES = 256 * 1024
const MAX_UID_BYTES = 128

/** The signers of Kubernetes give no certificate that is longer than a day. */
const isOfKubernetes = (signerName: string): boolean => {
  const domain = signerDomain(signerName)
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io')
}

const annotationKeyErrors = (key: string, release: RequestContext['release']): FieldError[] => {
  if (key === '') return [required(ANNOTATIONS)]
  const errors = qualifiedNameErrors(key.toLowerCase(), release)
  if (errors.length === 0 && !key.includes('/'))
    errors.push('must be a domain-prefixed key (such as "acme.io/foo")')
  return errors.map((text) => invalid(ANNOTATIONS, key, text))
}

const annotationErrors = (
  { unverifiedUserAnnotations: annotations = {} }: PodCertificateRequestSpec,
  release: RequestContext['release'],
): FieldError[] => {
  const keys = Object.keys(annotations)
  const bytes = keys.reduce(
    (sum, key) => sum + Buffer.byteLength(key) + Buffer.byteLength(annotations[key]!),
    0,
  )
  return [
    ...keys.flatMap((key) => annotationKeyErrors(key, release)),
    ...(bytes > MAX_ANNOTATION_BYTES ? [tooLong(ANNOTATIONS, MAX_ANNOTATION_BYTES)] : []),
  ]
}

const nameErrors = (name: string, path: FieldPath): FieldError[] =>
  dns1123SubdomainErrors(name).map((text) => invalid(path, name, text))

const uidErrors = (uid: string, path: FieldPath): FieldError[] => [
  ...(uid === '' ? [invalid(path, new JsonValue(uid), 'must not be empty')] : []),
  ...(Buffer.byteLength(uid) > MAX_UID_BYTES ? [tooLong(path, MAX_UID_BYTES)] : []),
]

const expirationErrors = (seconds: number, signerName: string): FieldError[] => {
  const maximum = isOfKubernetes(signerName) ? DAY : MAX_SECONDS
  return seconds >= HOUR && seconds <= maximum
    ? []
    : [invalid(EXPIRATION, seconds, `must be in the range [${HOUR}, ${maximum}]`)]
}

export const validateCreate = (
  context: RequestContext,
  { spec }: PodCertificateRequest,
): FieldError[] => {
  const errors = [
    ...validateSignerName(spec.signerName, SPEC.child('signerName')),
    ...annotationErrors(spec, context.release),
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

/** The spec stays as it was made. */
export const validateMainUpdate = (
  { release }: RequestContext,
  { spec }: PodCertificateRequest,
  old: PodCertificateRequest,
): FieldError[] =>
  isSameSpec(spec, old.spec)
    ? []
    : [invalid(SPEC, new JsonValue(shownSpec(spec, release)), 'field is immutable')]
