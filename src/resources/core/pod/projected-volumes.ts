/**
 * Validates projected tokens, trust bundles and certificates (`validateProjectionSources` of
 * `pkg/apis/core/validation`, 1.36).
 */
import {
  invalid,
  notSupportedInOrder,
  required,
  type FieldError,
  type FieldPath,
} from '../../../apimachinery/field.ts'
import type {
  ClusterTrustBundleProjection,
  PodCertificateProjection,
  ProjectedVolumeSource,
  VolumeProjection,
} from '../../../apis/core.ts'
import { validateLabelSelector } from '../../../apimachinery/label-selector-spec.ts'
import { isSignerOfKubernetes, validateSignerName } from '../../../apimachinery/signer-name.ts'
import { validateUserAnnotations } from '../../../apimachinery/annotations.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'
import { tokenLifetimeErrors } from '../serviceaccount/token-lifetime.ts'
import { ownedNameErrors } from '../../certificates/clustertrustbundle/validation.ts'

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']
const FILES = ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const
const HOUR = 3600
const DAY = 24 * HOUR

/** The path must stay in the volume; the kubelet reserves names with two leading dots. */
const validateFile = (file: string, path: FieldPath): FieldError[] => {
  if (file.startsWith('/')) return [invalid(path, file, 'must be a relative path')]
  if (file.split('/').includes('..')) return [invalid(path, file, "must not contain '..'")]
  return file.startsWith('..') ? [invalid(path, file, "must not start with '..'")] : []
}

const validateRequiredFile = (file: string, path: FieldPath): FieldError[] =>
  file === '' ? [required(path)] : validateFile(file, path)

/** Errors of the token's `path` are reported for `projected.path`, as in Kubernetes. */
const validateToken = (
  { expirationSeconds = 0, path: file }: NonNullable<VolumeProjection['serviceAccountToken']>,
  path: FieldPath,
  volume: FieldPath,
): FieldError[] => [
  ...tokenLifetimeErrors(expirationSeconds, path.child('expirationSeconds')),
  ...validateRequiredFile(file, volume.child('path')),
]

const validateBundleName = (
  name: string,
  { labelSelector }: ClusterTrustBundleProjection,
  path: FieldPath,
): FieldError[] => {
  const at = path.child('name')
  const colon = name.lastIndexOf(':')
  const signer = colon < 0 ? '' : name.slice(0, colon).replaceAll(':', '/')
  return [
    ...(name === '' ? [required(at, 'must be a valid object name')] : []),
    ...ownedNameErrors(name, false, signer).map((text) =>
      invalid(at, name, `not a valid clustertrustbundlename: ${text}`),
    ),
    ...(labelSelector === undefined
      ? []
      : [
          invalid(
            path.child('labelSelector'),
            labelSelector,
            'labelSelector must be unset if name is specified',
          ),
        ]),
  ]
}

const validateBundleSigner = (
  signerName: string,
  { labelSelector }: ClusterTrustBundleProjection,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const at = path.child('signerName')
  return [
    ...(signerName === '' ? [required(at, 'must be a valid signer name')] : []),
    ...validateSignerName(signerName, at),
    ...(labelSelector
      ? validateLabelSelector(labelSelector, path.child('labelSelector'), release)
      : []),
  ]
}

const validateBundleChoice = (
  source: ClusterTrustBundleProjection,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const { name, signerName } = source
  if (name !== undefined && signerName !== undefined)
    return [invalid(path, source, 'only one of name and signerName may be used')]
  if (name !== undefined) return validateBundleName(name, source, path)
  if (signerName !== undefined) return validateBundleSigner(signerName, source, path, release)
  return [required(path, 'either name or signerName must be specified')]
}

const validateExpiration = (
  { maxExpirationSeconds: seconds, signerName }: PodCertificateProjection,
  path: FieldPath,
): FieldError[] => {
  if (seconds === undefined) return []
  const at = path.child('maxExpirationSeconds')
  const maximum = isSignerOfKubernetes(signerName) ? DAY : 91 * DAY
  const must = 'if provided, maxExpirationSeconds must be'
  if (seconds < HOUR) return [invalid(at, seconds, `${must} >= ${HOUR}`)]
  return seconds > maximum ? [invalid(at, seconds, `${must} <= ${maximum}`)] : []
}

const validateCertificate = (
  source: PodCertificateProjection,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const { signerName, userAnnotations = {}, keyType } = source
  return [
    ...validateSignerName(signerName, path.child('signerName')),
    ...validateUserAnnotations(userAnnotations, path.child('userAnnotations'), release),
    ...(KEY_TYPES.includes(keyType)
      ? []
      : [notSupportedInOrder(path.child('keyType'), keyType, KEY_TYPES)]),
    ...validateExpiration(source, path),
    ...FILES.flatMap((field) => validateFile(source[field] ?? '', path.child(field))),
    ...(FILES.some((field) => source[field])
      ? []
      : [
          required(
            path,
            'specify at least one of credentialBundlePath, keyPath, and certificateChainPath',
          ),
        ]),
  ]
}

export const validateProjectedVolume = (
  { sources }: ProjectedVolumeSource,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] =>
  (sources ?? []).flatMap((source, i) => {
    const at = path.child('sources').index(i)
    const { serviceAccountToken: token, clusterTrustBundle: bundle, podCertificate } = source
    return [
      ...(token ? validateToken(token, at.child('serviceAccountToken'), path) : []),
      ...(bundle
        ? [
            ...validateBundleChoice(bundle, at.child('clusterTrustBundle'), release),
            ...validateRequiredFile(bundle.path ?? '', at.child('clusterTrustBundle', 'path')),
          ]
        : []),
      ...(podCertificate
        ? validateCertificate(podCertificate, at.child('podCertificate'), release)
        : []),
    ]
  })
