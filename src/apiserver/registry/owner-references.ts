import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import { withMetadata } from './metadata.ts'

export const REPEATED = 'contains duplicate entries'
/** text for duplicates after mutating admission; patches are checked only then */
export const REPEATED_AFTER_ADMISSION =
  'contains duplicate entries after mutating admission happens'

const textOf = ({
  apiVersion,
  kind,
  name,
  uid,
  controller,
  blockOwnerDeletion,
}: OwnerReference): string =>
  stringifyJson([apiVersion, kind, name, uid, controller ?? null, blockOwnerDeletion ?? null])

/** Removes exact duplicates with a warning (k8s.io/apiserver/pkg/endpoints/handlers/rest.go). */
export const withUniqueOwners = <T extends KubeObject>(
  object: T,
  warn: (text: string) => void,
  observation: typeof REPEATED | typeof REPEATED_AFTER_ADMISSION,
): T => {
  const references = object.metadata.ownerReferences ?? []
  if (references.length < 2) return object
  const unique = new Map<string, OwnerReference>()
  const repeated: string[] = []
  for (const reference of references) {
    const text = textOf(reference)
    if (unique.has(text)) repeated.push(reference.uid)
    else unique.set(text, reference)
  }
  if (repeated.length === 0) return object
  warn(
    `.metadata.ownerReferences ${observation}; API server dedups owner references in 1.20+, and may reject such ` +
      `requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  )
  return withMetadata(object, { ownerReferences: [...unique.values()] })
}
