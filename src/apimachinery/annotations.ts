import { invalid, required, tooLong, type FieldError, type FieldPath } from './field.ts'
import type { StringMap } from './meta.ts'
import { qualifiedNameErrors } from './names.ts'
import type { ReleaseFeatures } from './release/release.ts'

const MAX_BYTES = 256 * 1024

export const areTooLong = (annotations: StringMap): boolean =>
  Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  ) > MAX_BYTES

const keyErrors = (key: string, path: FieldPath, release: ReleaseFeatures): FieldError[] => {
  if (key === '') return [required(path)]
  const errors = qualifiedNameErrors(key, release)
  if (errors.length === 0 && !key.includes('/'))
    errors.push('must be a domain-prefixed key (such as "acme.io/foo")')
  return errors.map((text) => invalid(path, key, text))
}

/**
 * Validates annotations for a signer (`ValidateUserAnnotations`, `pkg/apis/core/validation`, 1.36):
 * every key needs a domain, which may have capitals.
 */
export const validateUserAnnotations = (
  annotations: StringMap,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => [
  ...Object.keys(annotations).flatMap((key) => keyErrors(key.toLowerCase(), path, release)),
  ...(areTooLong(annotations) ? [tooLong(path, MAX_BYTES)] : []),
]
