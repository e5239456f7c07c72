import { apiVersionOf, type KubeObject } from '../api/meta.ts'
import type { StructSchema } from '../api/schema.ts'
import type { Resource, ServedVersion } from './resource.ts'

/** The form that a client reads and writes an object in: one version of its resource. Who manages which field is told in it. */
export interface ObjectForm {
  /** `events.k8s.io/v1` */
  readonly apiVersion: string
  readonly schema: StructSchema
  /** a stored object in this form; shared, not to be changed */
  fromStorage(object: KubeObject): KubeObject
  /** the stored form of an object that came in this one */
  toStorage(object: KubeObject): KubeObject
}

type Versions = Pick<Resource, 'group' | 'storageGroup' | 'storageVersion'>

const same = (object: KubeObject): KubeObject => object

const storageApiVersion = ({ group, storageGroup = group, storageVersion }: Versions): string =>
  apiVersionOf({ group: storageGroup, version: storageVersion })

/** The form in which a resource is stored; `schema` is that of the storage version. */
export const storageForm = (resource: Versions, schema: StructSchema): ObjectForm => ({
  apiVersion: storageApiVersion(resource),
  schema,
  fromStorage: same,
  toStorage: same,
})

/** The form of one served version; only the apiVersion is converted where the version says no more. */
export const servedForm = (
  resource: Versions,
  { version, fromStorage, toStorage }: ServedVersion,
  schema: StructSchema,
): ObjectForm => {
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
