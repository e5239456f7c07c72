/** Builds the discovery documents (`k8s.io/apiserver/pkg/endpoints/discovery/`). */
import { apiVersionOf } from '../../../apimachinery/meta.ts'
import { parseRequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'
import { aggregatedDocument } from './discovery-aggregated.ts'
import { type Group, groupsOf } from './discovery-groups.ts'

const apiGroup = ({ name, versions }: Group): object => {
  const list = versions.map(({ version }) => ({
    groupVersion: apiVersionOf({ group: name, version }),
    version,
  }))
  return { name, versions: list, preferredVersion: list[0] }
}

export interface DiscoveryDocument {
  readonly kind: string
  readonly [field: string]: unknown
}

export const discoveryOf = (catalogue: Catalogue) => {
  const groups = groupsOf(catalogue)
  const named = groups.filter(({ name }) => name !== '')
  const core = groups.filter(({ name }) => name === '')
  /** by path without trailing slash */
  const documents = new Map<string, DiscoveryDocument>()
  documents.set('/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(apiGroup) })
  for (const group of named) {
    documents.set(`/apis/${group.name}`, {
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...apiGroup(group),
    })
  }
  for (const { name, versions } of groups) {
    for (const { version, resources } of versions) {
      const groupVersion = apiVersionOf({ group: name, version })
      const path = name === '' ? `/api/${version}` : `/apis/${groupVersion}`
      documents.set(path, {
        kind: 'APIResourceList',
        // the core group's list has no apiVersion
        ...(name && { apiVersion: 'v1' }),
        groupVersion,
        resources,
      })
    }
  }
  return {
    paths: [...documents.keys()],

    aggregated: new Map([
      ['/api', aggregatedDocument(core)],
      ['/apis', aggregatedDocument(named)],
    ]),

    /**
     * Returns whether a path of openapi.yaml, such as `/api/v1/namespaces/{namespace}/secrets`, is
     * served. Paths that are not below `/api/` or `/apis/` always are.
     */
    serves: (template: string): boolean => {
      const info = parseRequestInfo('GET', template)
      if (info.resourceRequest)
        return catalogue.has(info.apiGroup, info.apiVersion, info.resource, info.subresource)
      const path = template.replace(/\/$/, '')
      return !/^\/apis?\//.test(path) || documents.has(path)
    },

    /**
     * Returns the unaggregated document of a path, or undefined if there is none. The document of
     * `/api` contains `serverAddress`.
     */
    document: (path: string, serverAddress: string): DiscoveryDocument | undefined => {
      if (path !== '/api') return documents.get(path)
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
      }
    },
  }
}

export type Discovery = ReturnType<typeof discoveryOf>
