import { apiVersionOf, type KubeObject } from '../../apimachinery/meta.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import type { Resource, ServedVersion } from './resource.ts'

/** The form that a client reads and writes an object in: one version of its resource. Managed fields are kept in its terms. */
export interface VersionForm {
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

/** By the schema: one for all clusters of the process. */
const storageForms = new WeakMap<StructSchema, VersionForm>()

/** The form in which a resource is stored; `schema` is that of the storage version. */
export const storageForm = (resource: Versions, schema: StructSchema): VersionForm => {
  const apiVersion = storageApiVersion(resource)
  const known = storageForms.get(schema)
  if (known?.apiVersion === apiVersion) return known
  const form = { apiVersion, schema, fromStorage: same, toStorage: same }
  storageForms.set(schema, form)
  return form
}

/** The form of one served version; only the apiVersion is converted where the version says no more. */
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
