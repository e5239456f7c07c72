/** Keys as in etcd: `/registry/<resource>/[<namespace>/]<name>`. */
import { checkLookupName } from '../../apimachinery/schema/lookup-name.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { badRequest } from '../../apimachinery/status.ts'
import type { Resource } from './resource.ts'

type Keyed = Pick<Resource, 'storagePrefix' | 'namespaced'>

export const objectKey = (resource: Keyed, namespace: string, name: string): string =>
  resource.namespaced
    ? `${resource.storagePrefix}${namespace}/${name}`
    : `${resource.storagePrefix}${name}`

/**
 * The key of the object that a request names. Throws the 400 of `NamespaceKeyFunc` for an
 * impossible name or a missing namespace.
 */
export const lookupKey = (resource: Keyed, namespace: string, name: string): string => {
  if (resource.namespaced && namespace === '') throw badRequest('Namespace parameter required.')
  checkLookupName(name)
  return objectKey(resource, namespace, name)
}

/**
 * Throws the 400 if the object's name is missing or not that of the URL
 * (k8s.io/apiserver/pkg/endpoints/handlers/rest.go).
 */
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

/** `namespace`: '' for the whole resource. */
export const listPrefix = (resource: Keyed, namespace: string): string =>
  resource.namespaced && namespace !== ''
    ? `${resource.storagePrefix}${namespace}/`
    : resource.storagePrefix
