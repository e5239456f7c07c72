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

type Change = { [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }

/** Copies `metadata` with a change, in wire order; undefined removes a field. */
export const orderMetadata = (metadata: ObjectMeta, change: Change = {}): ObjectMeta => {
  const ordered: Record<string, unknown> = {}
  for (const field of ORDER) {
    const value = field in change ? change[field] : metadata[field]
    if (value !== undefined) ordered[field] = value
  }
  return ordered
}

export const withMetadata = <T extends KubeObject>(object: T, change: Change): T => ({
  ...object,
  metadata: orderMetadata(object.metadata, change),
})
