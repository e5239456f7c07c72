import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import type { Resource, ServedVersion } from './resource.ts'

/** One version of a resource. In managedFields, a write uses the field names of its version. */
export interface VersionForm {
  /** for example `events.k8s.io/v1` */
  readonly apiVersion: string
  readonly schema: StructSchema
  /** the result is shared, and must not be changed */
  fromStorage(object: KubeObject): KubeObject
  toStorage(object: KubeObject): KubeObject
}

type Versions = Pick<Resource, 'group' | 'storageGroup' | 'storageVersion'>

const same = (object: KubeObject): KubeObject => object

const storageApiVersion = ({ group, storageGroup = group, storageVersion }: Versions): string =>
  apiVersionOf({ group: storageGroup, version: storageVersion })

export const storageForm = (resource: Versions, schema: StructSchema): VersionForm => ({
  apiVersion: storageApiVersion(resource),
  schema,
  fromStorage: same,
  toStorage: same,
})

/** The form of a served version; without conversions only the apiVersion changes. */
export const servedForm = (
  resource: Versions,
  { version, fromStorage, toStorage }: ServedVersion,
  schema: StructSchema,
): VersionForm => {
  const stored = storageApiVersion(resource)
  const apiVersion = apiVersionOf({ group: resource.group, version })
  if (apiVersion === stored) return storageForm(resource, schema)
  return {
    apiVersion,
    schema,
    fromStorage: fromStorage ?? ((object) => ({ ...object, apiVersion })),
    toStorage: toStorage ?? ((object) => ({ ...object, apiVersion: stored })),
  }
}
