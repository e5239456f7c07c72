/** The resources that a server has, from aggregated discovery or, without it, from each version. */
import { apiVersionOf, parseApiVersion } from '../../apimachinery/meta.ts'

/** A stored resource in one version. */
export interface DiscoveredResource {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** plural */
  readonly resource: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly singular: string
  readonly shortNames: readonly string[]
}

/** The location of a resource in the API. */
export interface RemoteVersion {
  /** `/apis/certificates.k8s.io/v1` */
  readonly prefix: string
  readonly apiVersion: string
  readonly kind: string
  /** as in the URL */
  readonly plural: string
}

export interface Discovered {
  /** the preferred version of a group first */
  readonly resources: readonly DiscoveredResource[]
  /** reasons by group version, as for `apps/v1` */
  readonly failures: ReadonlyMap<string, string>
}

/** Reads JSON. Rejects with an Error. */
export type GetJson = <T>(path: string, accept: string) => Promise<T>

/** An APIGroupDiscoveryList (`k8s.io/api/apidiscovery/v2`) or an APIVersions or APIGroupList. */
interface Root {
  readonly kind: string
  readonly items?: readonly AggregatedGroup[]
  readonly versions?: readonly string[]
  readonly groups?: readonly {
    readonly name: string
    readonly versions: readonly { readonly groupVersion: string }[]
    readonly preferredVersion?: { readonly groupVersion: string }
  }[]
}

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

interface ResourceList {
  readonly resources: readonly {
    readonly name: string
    readonly kind: string
    readonly namespaced: boolean
    readonly singularName?: string
    readonly shortNames?: readonly string[]
    readonly verbs: readonly string[]
  }[]
}

const JSON_TYPE = 'application/json'
const AGGREGATED = [
  ...['v2', 'v2beta1'].map(
    (version) => `${JSON_TYPE};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  ),
  JSON_TYPE,
].join(',')

const versionPath = (group: string, version: string): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`

export const servedOf = ({
  group,
  version,
  kind,
  resource,
}: Pick<DiscoveredResource, 'group' | 'version' | 'kind' | 'resource'>): RemoteVersion => ({
  prefix: versionPath(group, version),
  apiVersion: apiVersionOf({ group, version }),
  kind,
  plural: resource,
})

const fromAggregated = (groups: readonly AggregatedGroup[], failures: Map<string, string>) =>
  groups.flatMap(({ metadata: { name: group = '' } = {}, versions }) =>
    versions.flatMap(({ version, freshness, resources = [] }) => {
      const groupVersion = group === '' ? version : `${group}/${version}`
      // an aggregated API server does not answer
      if (freshness === 'Stale')
        failures.set(groupVersion, `stale GroupVersion discovery: ${groupVersion}`)
      return resources.map(
        ({ resource, responseKind, scope, verbs, singularResource = '', shortNames = [] }) => ({
          group,
          version,
          kind: responseKind?.kind ?? '',
          resource,
          namespaced: scope === 'Namespaced',
          verbs,
          singular: singularResource,
          shortNames,
        }),
      )
    }),
  )

/** Group versions of the old form, the preferred one of each group first. */
const groupVersions = ({ versions = [], groups = [] }: Root): string[] => [
  ...versions,
  ...groups.flatMap(({ versions: all, preferredVersion }) => {
    const names = all.map(({ groupVersion }) => groupVersion)
    const preferred = preferredVersion?.groupVersion
    return names.toSorted((a, b) => Number(b === preferred) - Number(a === preferred))
  }),
]

const fromVersion = async (
  get: GetJson,
  groupVersion: string,
  failures: Map<string, string>,
): Promise<DiscoveredResource[]> => {
  const { group, version } = parseApiVersion(groupVersion)
  try {
    const { resources } = await get<ResourceList>(versionPath(group, version), JSON_TYPE)
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs, singularName = '', shortNames = [] }) => ({
        group,
        version,
        kind,
        resource: name,
        namespaced,
        verbs,
        singular: singularName,
        shortNames,
      }))
  } catch (error) {
    failures.set(groupVersion, (error as Error).message)
    return []
  }
}

/** Reads the resources of a server. Rejects as `get` does if none can be read. */
export const discover = async (get: GetJson): Promise<Discovered> => {
  const failures = new Map<string, string>()
  const roots = await Promise.all(['/api', '/apis'].map((path) => get<Root>(path, AGGREGATED)))
  const resources = await Promise.all(
    roots.map(async (root) =>
      root.kind === 'APIGroupDiscoveryList'
        ? fromAggregated(root.items ?? [], failures)
        : (
            await Promise.all(
              groupVersions(root).map((version) => fromVersion(get, version, failures)),
            )
          ).flat(),
    ),
  )
  return { resources: resources.flat(), failures }
}
