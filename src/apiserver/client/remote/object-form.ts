import type { KubeObject } from '../../../apimachinery/meta.ts'
import { withMetadata } from '../../registry/metadata.ts'

/** The parts of objects that a cache reads and keeps. */
export interface ObjectForm {
  /** media types of lists and of single objects */
  readonly accept: { readonly list: string; readonly object: string }
  /** Returns an object as it is cached. `type`: list items lack it. */
  stored<T extends KubeObject>(object: T, type: Pick<KubeObject, 'apiVersion' | 'kind'>): T
}

/**
 * Whole objects without managedFields, which a server keeps if an update omits them
 * (`managedfields/internal`).
 */
export const WHOLE: ObjectForm = {
  accept: { list: 'application/json', object: 'application/json' },
  stored: (object, { apiVersion, kind }) => {
    const { managedFields: _, ...metadata } = object.metadata
    return { ...object, apiVersion, kind, metadata }
  },
}

const partial = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1`

/** Only the metadata that the garbage collector reads. */
export const OWNERSHIP: ObjectForm = {
  accept: { list: partial('PartialObjectMetadataList'), object: partial('PartialObjectMetadata') },
  stored: (object, { apiVersion, kind }) => {
    const { name, namespace, uid, resourceVersion, deletionTimestamp } = object.metadata
    const { ownerReferences, finalizers } = object.metadata
    return withMetadata(
      { ...object, apiVersion, kind, metadata: {} },
      {
        name,
        namespace,
        uid,
        resourceVersion,
        deletionTimestamp,
        ownerReferences,
        finalizers,
      },
    )
  },
}
