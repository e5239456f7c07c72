/** media types of lists, and of single objects and watch events */
export interface ObjectForm {
  readonly list: string
  readonly object: string
}

export const WHOLE: ObjectForm = { list: 'application/json', object: 'application/json' }

const partial = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1`

/** only metadata */
export const OWNERSHIP: ObjectForm = {
  list: partial('PartialObjectMetadataList'),
  object: partial('PartialObjectMetadata'),
}
