/** A certificate of the pod's own in a projected volume (`validateProjectionSources` of `pkg/apis/core/validation`, 1.36). */
import {
  invalid,
  notSupportedInOrder,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { isSignerOfKubernetes, validateSignerName } from '../../../../api/signer-name.ts'
import { validateUserAnnotations } from '../../../../api/user-annotations.ts'
import type { PodCertificateProjection } from '../../../../api/kinds/volumes.ts'
import { validateUnreservedPath } from './paths.ts'
import type { PodScope } from './scope.ts'

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']

const HOUR = 3600
const DAY = 24 * HOUR

const validateExpiration = (
  { maxExpirationSeconds: seconds, signerName }: PodCertificateProjection,
  path: FieldPath,
): FieldError[] => {
  if (seconds === undefined) return []
  const at = path.child('maxExpirationSeconds')
  const maximum = isSignerOfKubernetes(signerName) ? DAY : 91 * DAY
  const must = 'if provided, maxExpirationSeconds must be'
  return [
    ...(seconds < HOUR ? [invalid(at, seconds, `${must} >= ${HOUR}`)] : []),
    ...(seconds > maximum ? [invalid(at, seconds, `${must} <= ${maximum}`)] : []),
  ]
}

const FILES = ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const

/** `take`: takes a path in the volume, and says what is wrong with that. */
export const validatePodCertificate = (
  source: PodCertificateProjection,
  path: FieldPath,
  { release }: PodScope,
  take: (file: string) => FieldError[],
): FieldError[] => {
  const { signerName, userAnnotations = {}, keyType } = source
  return [
    ...validateSignerName(signerName, path.child('signerName')),
    ...validateUserAnnotations(userAnnotations, path.child('userAnnotations'), release),
    ...(KEY_TYPES.includes(keyType)
      ? []
      : [notSupportedInOrder(path.child('keyType'), keyType, KEY_TYPES)]),
    ...validateExpiration(source, path),
    ...FILES.flatMap((field) => {
      const file = source[field]
      return file ? [...validateUnreservedPath(path.child(field), file), ...take(file)] : []
    }),
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
