/** Aggregated discovery (since Kubernetes 1.27) */
import { apiVersionOf } from '../../apimachinery/meta.ts'

export interface RemoteVersion {
  /** `/apis/certificates.k8s.io/v1` */
  readonly prefix: string
  readonly apiVersion: string
  readonly kind: string
  /** as in the URL */
  readonly plural: string
}

export interface DiscoveredResource extends RemoteVersion {
  readonly group: string
  readonly version: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly singular: string
  readonly shortNames: readonly string[]
}

export interface Discovered {
  /** the preferred version of a group first */
  readonly resources: readonly DiscoveredResource[]
  /** by group version: why its discovery failed */
  readonly failures: ReadonlyMap<string, string>
}

export type GetJson = <T>(path: string, accept: string) => Promise<T>

interface AggregatedGroup {
  readonly metadata?: { readonly name?: string }
  readonly versions: readonly {
    readonly version: string
    readonly freshness?: string
    readonly resources?: readonly {
      readonly resource: string
      readonly responseKind?: { readonly kind?: string }
      readonly scope: string
      readonly singularResource?: string
      readonly shortNames?: readonly string[]
      readonly verbs: readonly string[]
    }[]
  }[]
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',')

export const versionOf = (group: string, version: string) => ({
  prefix: group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
  apiVersion: apiVersionOf({ group, version }),
})

const fromAggregated = (groups: readonly AggregatedGroup[], failures: Map<string, string>) =>
  groups.flatMap(({ metadata: { name: group = '' } = {}, versions }) =>
    versions.flatMap(({ version, freshness, resources = [] }) => {
      const served = versionOf(group, version)
      const { apiVersion } = served
      // stale: an aggregated API server does not answer
      if (freshness === 'Stale')
        failures.set(apiVersion, `stale GroupVersion discovery: ${apiVersion}`)
      return resources.map(
        ({ resource, responseKind, scope, verbs, singularResource = '', shortNames = [] }) => ({
          ...served,
          group,
          version,
          kind: responseKind?.kind ?? '',
          plural: resource,
          namespaced: scope === 'Namespaced',
          verbs,
          singular: singularResource,
          shortNames,
        }),
      )
    }),
  )

/** Reads all resources. Rejects with the errors of `get`. */
export const discover = async (get: GetJson): Promise<Discovered> => {
  const failures = new Map<string, string>()
  const resources = await Promise.all(
    ['/api', '/apis'].map(async (path) => {
      const { items } = await get<{ items?: readonly AggregatedGroup[] }>(path, AGGREGATED)
      return fromAggregated(items ?? [], failures)
    }),
  )
  return { resources: resources.flat(), failures }
}
