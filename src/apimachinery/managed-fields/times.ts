import type { StructSchema } from '../schema/schema.ts'
import type { KubeObject, ManagedFieldsEntry } from '../meta.ts'
import { sameJson } from '../text/json.ts'
import { sameValue } from './typed-value.ts'

const sameButTimes = (
  a: readonly ManagedFieldsEntry[],
  b: readonly ManagedFieldsEntry[],
): boolean =>
  a.length === b.length &&
  a.every((entry, i) => {
    const other = b[i]!
    return entry === other || sameJson({ ...entry, time: '' }, { ...other, time: '' })
  })

/**
 * Reports whether the objects are equal except for resourceVersion and times in managedFields.
 * Returns false if managedFields are missing, or the same array in both. Call it after defaulting.
 * Source: `k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager/equality.go`, 1.34.
 */
export const differsInTimesOnly = (
  schema: StructSchema,
  object: KubeObject,
  old: KubeObject,
): boolean => {
  const { managedFields: now, ...metadata } = object.metadata
  const { managedFields: before, resourceVersion, ...rest } = old.metadata
  if (now === before || now === undefined || before === undefined) return false
  return (
    sameButTimes(now, before) &&
    sameValue(
      schema,
      { ...object, metadata: { ...metadata, resourceVersion } },
      { ...old, metadata: { ...rest, resourceVersion } },
    )
  )
}
