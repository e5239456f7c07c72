import type { KubeObject } from '../../apimachinery/meta.ts'
import { type NamedResource, resourceNamed, resourceOfKind } from './resource-names.ts'

/**
 * `csr/jane`, `configmap/shop/a` (in the namespace `shop`), `configmap/a` (in `default`), or an
 * object with apiVersion, kind, name and optionally a namespace.
 */
export type Reference =
  | string
  | {
      readonly apiVersion: string
      readonly kind: string
      readonly metadata: { readonly name: string; readonly namespace?: string }
    }
  | KubeObject

export interface ObjectLocation {
  readonly resource: NamedResource
  readonly url: string
  readonly namespace: string
  readonly name: string
  /** `certificatesigningrequests/jane`, for errors */
  readonly shown: string
}

const FORM = 'write it like "csr/jane", "configmap/a" or "configmap/NAMESPACE/a", or give an object'

const placed = (resource: NamedResource, namespace: string, name: string): ObjectLocation => {
  const { prefix, plural, namespaced } = resource
  const within = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return {
    resource,
    url: `${prefix}${within}/${plural}/${encodeURIComponent(name)}`,
    namespace,
    name,
    shown: namespaced ? `${plural}/${namespace}/${name}` : `${plural}/${name}`,
  }
}

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Throws an Error for an invalid reference. */
export const placeOf = (
  resources: readonly NamedResource[],
  reference: Reference,
): ObjectLocation => {
  if (typeof reference === 'string') {
    const [type = '', ...rest] = reference.split('/')
    const name = rest.at(-1) ?? ''
    if (rest.length > 2 || rest.includes('') || name === '')
      throw new Error(`${JSON.stringify(reference)} names no object; ${FORM}`)
    const resource = resourceNamed(resources, type)
    if (rest.length === 2 && !resource.namespaced)
      throw new Error(`${resource.plural} have no namespace; write "${type}/${name}"`)
    return placed(resource, rest.length === 2 ? rest[0]! : 'default', name)
  }
  const { apiVersion, kind, metadata } = reference
  const { name, namespace = 'default' } = metadata ?? {}
  if (![apiVersion, kind, name, namespace].every(isFilled))
    throw new Error(`an object needs apiVersion, kind and metadata.name; ${FORM}`)
  return placed(resourceOfKind(resources, apiVersion, kind), namespace, name!)
}

/**
 * Returns the URL of a collection; `namespace` undefined: in all namespaces. Throws an Error for an
 * unknown type.
 */
export const collectionOf = (
  resources: readonly NamedResource[],
  type: string,
  namespace: string | undefined,
): string => {
  const { prefix, plural, namespaced } = resourceNamed(resources, type)
  const within =
    namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${prefix}${within}/${plural}`
}
