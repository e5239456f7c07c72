/** Validates owner references (`k8s.io/apimachinery/pkg/api/validation`). */
import { append } from '../../apimachinery/append.ts'
import { type FieldError, FieldPath, invalid, required } from '../../apimachinery/field.ts'
import { type OwnerReference, parseApiVersion } from '../../apimachinery/meta.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const PATH = FieldPath.of('metadata')

/** Validates one reference up to 1.36, without its index. */
const validateUnindexedOwner = (
  { apiVersion, kind, name, uid }: OwnerReference,
  path: FieldPath,
): FieldError[] => {
  const { version } = parseApiVersion(apiVersion)
  // an invalid apiVersion has no version
  const isVersion = version !== '' && !version.includes('/')
  return [
    ...(isVersion
      ? []
      : [invalid(path.child('apiVersion'), apiVersion, 'version must not be empty')]),
    ...Object.entries({ kind, name, uid }).flatMap(([field, value]) =>
      value === '' ? [invalid(path.child(field), value, 'must not be empty')] : [],
    ),
  ]
}

/** Validates one reference since 1.37. */
const validateIndexedOwner = (
  { apiVersion, kind, name, uid }: OwnerReference,
  path: FieldPath,
): FieldError[] => {
  const { version } = parseApiVersion(apiVersion)
  const isVersion = apiVersion === '' || (version !== '' && !version.includes('/'))
  return [
    ...(isVersion
      ? []
      : [invalid(path.child('apiVersion'), apiVersion, 'must be <group>/<version> or <version>')]),
    ...Object.entries({ apiVersion, kind, name, uid }).flatMap(([field, value]) =>
      value === '' ? [required(path.child(field), 'must not be empty')] : [],
    ),
  ]
}

export const validateOwnerReferences = (
  references: readonly OwnerReference[],
  release: ReleaseFeatures,
): FieldError[] => {
  const path = PATH.child('ownerReferences')
  const indexed = release.has('IndexedOwnerReferences')
  const errors: FieldError[] = []
  let controller: string | undefined
  for (const [i, reference] of references.entries()) {
    const { apiVersion, kind, name } = reference
    const { group, version } = parseApiVersion(apiVersion)
    const at = indexed ? path.index(i) : path
    append(errors, (indexed ? validateIndexedOwner : validateUnindexedOwner)(reference, at))
    if (group === '' && version === 'v1' && kind === 'Event') {
      errors.push(invalid(at, reference, '/v1, Kind=Event is disallowed from being an owner'))
    }
    if (reference.controller !== true) continue
    const shown = `${kind}/${name}`
    if (controller === undefined) controller = shown
    else {
      errors.push(
        invalid(
          path,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${shown}`,
        ),
      )
    }
  }
  return errors
}
