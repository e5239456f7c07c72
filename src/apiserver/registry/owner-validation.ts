/** Validates owner references (`k8s.io/apimachinery/pkg/api/validation`). */
import { append } from '../../apimachinery/append.ts'
import { type FieldError, FieldPath, invalid, required } from '../../apimachinery/field.ts'
import { type OwnerReference, parseApiVersion } from '../../apimachinery/meta.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const PATH = FieldPath.of('metadata', 'ownerReferences')

/** `indexed`: reports errors like 1.37, with the reference's index and changed types and texts. */
const validateOwner = (
  { apiVersion, kind, name, uid }: OwnerReference,
  path: FieldPath,
  indexed: boolean,
): FieldError[] => {
  const { version } = parseApiVersion(apiVersion)
  // upstream finds no version in an apiVersion with several slashes
  const isVersion = (version !== '' && !version.includes('/')) || (indexed && apiVersion === '')
  const form = indexed ? 'must be <group>/<version> or <version>' : 'version must not be empty'
  const filled = { ...(indexed && { apiVersion }), kind, name, uid }
  return [
    ...(isVersion ? [] : [invalid(path.child('apiVersion'), apiVersion, form)]),
    ...Object.entries(filled)
      .filter(([, value]) => value === '')
      .map(([field, value]) => {
        const at = path.child(field)
        const text = 'must not be empty'
        return indexed ? required(at, text) : invalid(at, value, text)
      }),
  ]
}

export const validateOwnerReferences = (
  references: readonly OwnerReference[],
  release: ReleaseFeatures,
): FieldError[] => {
  const indexed = release.has('IndexedOwnerReferences')
  const errors: FieldError[] = []
  let controller: string | undefined
  for (const [i, reference] of references.entries()) {
    const { apiVersion, kind, name } = reference
    const { group, version } = parseApiVersion(apiVersion)
    const at = indexed ? PATH.index(i) : PATH
    append(errors, validateOwner(reference, at, indexed))
    if (group === '' && version === 'v1' && kind === 'Event') {
      errors.push(invalid(at, reference, '/v1, Kind=Event is disallowed from being an owner'))
    }
    if (reference.controller !== true) continue
    const shown = `${kind}/${name}`
    if (controller === undefined) controller = shown
    else {
      errors.push(
        invalid(
          PATH,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${shown}`,
        ),
      )
    }
  }
  return errors
}
