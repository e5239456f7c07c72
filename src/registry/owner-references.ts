import type { KubeObject, OwnerReference } from '../api/meta.ts'
import { withMetadata } from './metadata.ts'

const sameReference = (a: OwnerReference, b: OwnerReference): boolean =>
  a.uid === b.uid &&
  a.apiVersion === b.apiVersion &&
  a.kind === b.kind &&
  a.name === b.name &&
  a.controller === b.controller &&
  a.blockOwnerDeletion === b.blockOwnerDeletion

/**
 * The object with each owner named once, and a warning when one was repeated exactly (`k8s.io/apiserver`,
 * endpoints/handlers/rest.go). References that differ in anything stay, for validation to judge.
 */
export const withUniqueOwners = <T extends KubeObject>(
  object: T,
  warn: (text: string) => void,
): T => {
  const references = object.metadata.ownerReferences ?? []
  if (references.length < 2) return object
  const unique: OwnerReference[] = []
  const repeated: string[] = []
  for (const reference of references) {
    if (unique.some((known) => sameReference(known, reference))) repeated.push(reference.uid)
    else unique.push(reference)
  }
  if (repeated.length === 0) return object
  warn(
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such ' +
      `requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  )
  return withMetadata(object, { ownerReferences: unique })
}
