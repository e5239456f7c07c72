/** Keys are etcd's: `/registry/<resource>/[<namespace>/]<name>`; the folder is the resource's `storagePrefix`. */
import type { Resource } from './resource.ts'

export const objectKey = (
  resource: Pick<Resource, 'storagePrefix' | 'namespaced'>,
  namespace: string,
  name: string,
): string =>
  resource.namespaced
    ? `${resource.storagePrefix}${namespace}/${name}`
    : `${resource.storagePrefix}${name}`

/** The keys that a list covers: one namespace of a namespaced resource, or all of it (`namespace` is ''). */
export const listPrefix = (
  resource: Pick<Resource, 'storagePrefix' | 'namespaced'>,
  namespace: string,
): string =>
  resource.namespaced && namespace !== ''
    ? `${resource.storagePrefix}${namespace}/`
    : resource.storagePrefix
