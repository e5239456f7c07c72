/** Keys are etcd's: `/registry/<resource>/[<namespace>/]<name>`; the folder is the resource's `storagePrefix`. */
import { checkLookupName } from '../../apimachinery/schema/lookup-name.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { badRequest } from '../../apimachinery/status.ts'
import type { Resource } from './resource.ts'

export const objectKey = (
  resource: Pick<Resource, 'storagePrefix' | 'namespaced'>,
  namespace: string,
  name: string,
): string =>
  resource.namespaced
    ? `${resource.storagePrefix}${namespace}/${name}`
    : `${resource.storagePrefix}${name}`

/** The key of an object that a request names. Throws the 400 of `NamespaceKeyFunc` for a name, or no namespace, that no object has. */
export const lookupKey = (
  resource: Pick<Resource, 'storagePrefix' | 'namespaced'>,
  namespace: string,
  name: string,
): string => {
  if (resource.namespaced && namespace === '') throw badRequest('Namespace parameter required.')
  checkLookupName(name)
  return objectKey(resource, namespace, name)
}

/** Throws the 400 for an object whose name is not that of the URL, or that has none (k8s.io/apiserver/pkg/endpoints/handlers/rest.go). */
export const checkName = ({ metadata }: KubeObject, name: string): void => {
  const own = metadata.name ?? ''
  if (own === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  }
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
}

/** The keys that a list covers: one namespace of a namespaced resource, or all of it (`namespace` is ''). */
export const listPrefix = (
  resource: Pick<Resource, 'storagePrefix' | 'namespaced'>,
  namespace: string,
): string =>
  resource.namespaced && namespace !== ''
    ? `${resource.storagePrefix}${namespace}/`
    : resource.storagePrefix
