import type { KubeObject, ObjectMeta } from '../../apimachinery/meta.ts'

/** The fields of ObjectMeta in Go's struct order, which is the order on the wire. */
const ORDER = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const satisfies readonly (keyof ObjectMeta)[]

/** A copy of `metadata` in wire order, unset fields left out. */
export const orderMetadata = (metadata: ObjectMeta): ObjectMeta => {
  const ordered: Record<string, unknown> = {}
  for (const field of ORDER) {
    const value = metadata[field]
    if (value !== undefined) ordered[field] = value
  }
  return ordered
}

type Change = { [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }

/** The object with some metadata changed (undefined takes a field away), still in wire order. */
export const withMetadata = <T extends KubeObject>(object: T, change: Change): T => ({
  ...object,
  metadata: orderMetadata({ ...object.metadata, ...change } as ObjectMeta),
})
