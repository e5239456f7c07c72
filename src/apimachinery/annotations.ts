import { invalid, required, tooLong, type FieldError, type FieldPath } from './field.ts'
import type { StringMap } from './meta.ts'
import { qualifiedNameErrors } from './names.ts'
import type { ReleaseFeatures } from './release/release.ts'

const MAX_BYTES = 256 * 1024

const keyErrors = (key: string, path: FieldPath, release: ReleaseFeatures): FieldError[] => {
  if (key === '') return [required(path)]
  const errors = qualifiedNameErrors(key, release)
  if (errors.length === 0 && !key.includes('/'))
    errors.push('must be a domain-prefixed key (such as "acme.io/foo")')
  return errors.map((text) => invalid(path, key, text))
}

/**
 * Validates annotations for a signer (`ValidateUserAnnotations` of `pkg/apis/core/validation`,
 * 1.36): keys need a domain, and may have upper case letters; the total size is limited.
 */
export const validateUserAnnotations = (
  annotations: StringMap,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const keys = Object.keys(annotations)
  const bytes = keys.reduce(
    (sum, key) => sum + Buffer.byteLength(key) + Buffer.byteLength(annotations[key]!),
    0,
  )
  return [
    ...keys.flatMap((key) => keyErrors(key.toLowerCase(), path, release)),
    ...(bytes > MAX_BYTES ? [tooLong(path, MAX_BYTES)] : []),
  ]
}
