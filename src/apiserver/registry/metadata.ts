import type { KubeObject, ObjectMeta } from '../../apimachinery/meta.ts'

/** ObjectMeta in Go's struct order, which is the wire order. */
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

/** Copies `metadata` in wire order without unset fields. */
export const orderMetadata = (metadata: ObjectMeta): ObjectMeta => {
  const ordered: Record<string, unknown> = {}
  for (const field of ORDER) {
    const value = metadata[field]
    if (value !== undefined) ordered[field] = value
  }
  return ordered
}

type Change = { [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }

/** Returns the object with changed metadata; undefined removes a field. */
export const withMetadata = <T extends KubeObject>(object: T, change: Change): T => ({
  ...object,
  metadata: orderMetadata({ ...object.metadata, ...change } as ObjectMeta),
})
