/** Finds resources by name through discovery, like kubectl. */
import { nearest } from '../../apimachinery/text/nearest.ts'
import { type Asker, call } from './call.ts'

export interface NamedResource {
  /** `/apis/certificates.k8s.io/v1` */
  readonly prefix: string
  readonly apiVersion: string
  readonly kind: string
  /** as in the URL */
  readonly plural: string
  readonly namespaced: boolean
  /**
   * in lower case: `certificatesigningrequests`, `certificatesigningrequest`, `csr`, also with the
   * group
   */
  readonly names: ReadonlySet<string>
}

/** An APIGroupDiscoveryList (k8s.io/api/apidiscovery/v2). */
interface Discovery {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string }
    readonly versions: readonly {
      readonly version: string
      readonly resources?: readonly {
        readonly resource: string
        readonly responseKind?: { readonly kind: string }
        readonly scope: 'Cluster' | 'Namespaced'
        readonly singularResource: string
        readonly shortNames?: readonly string[]
        readonly verbs: readonly string[]
      }[]
    }[]
  }[]
}

const DISCOVERY = {
  accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
}

const resourcesOf = ({ items }: Discovery): NamedResource[] =>
  items.flatMap(({ metadata: { name: group = '' } = {}, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources
        .filter(({ verbs }) => verbs.includes('get'))
        .map(({ resource, responseKind, scope, singularResource, shortNames = [] }) => {
          const kind = responseKind?.kind ?? ''
          const names = [resource, singularResource, kind.toLowerCase(), ...shortNames]
          return {
            prefix: group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
            apiVersion: group === '' ? version : `${group}/${version}`,
            kind,
            plural: resource,
            namespaced: scope === 'Namespaced',
            names: new Set(
              group === '' ? names : [...names, ...names.map((name) => `${name}.${group}`)],
            ),
          }
        }),
    ),
  )

/** Returns all stored resources; the preferred version of a group first. */
export const readResources = async (server: Asker): Promise<readonly NamedResource[]> => {
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((url) => call<Discovery>(server, 'GET', url, undefined, DISCOVERY)),
  )
  return [...resourcesOf(core!), ...resourcesOf(groups!)]
}

/** Finds a resource such as `csr`, `ConfigMap` or `events.events.k8s.io`. Throws an Error. */
export const resourceNamed = (resources: readonly NamedResource[], name: string): NamedResource => {
  const found = resources.find(({ names }) => names.has(name.toLowerCase()))
  if (found !== undefined) return found
  const meant = nearest(
    name,
    resources.flatMap(({ names }) => [...names]),
  )
  throw new Error(
    `the cluster has no resource ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

/** Finds the resource of a kind in a version. Throws an Error. */
export const resourceOfKind = (
  resources: readonly NamedResource[],
  apiVersion: string,
  kind: string,
): NamedResource => {
  const found = resources.find((one) => one.apiVersion === apiVersion && one.kind === kind)
  if (found !== undefined) return found
  const meant = resources.find((one) => one.kind === kind)?.apiVersion
  throw new Error(
    `the cluster has no ${kind} in ${apiVersion}${meant === undefined ? '' : `; it is in ${meant}`}`,
  )
}
