/** How clients learn what is served: legacy and aggregated discovery (docs/reference/discovery.md). Built once. */
import { createHash } from 'node:crypto'
import { apiVersionOf } from '../../api/meta.ts'
import type { Catalogue, ServedResource } from '../served.ts'

interface ApiResource {
  name: string
  singularName: string
  namespaced: boolean
  group?: string
  version?: string
  kind: string
  verbs: string[]
  shortNames?: string[]
  categories?: string[]
  storageVersionHash?: string
}

const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]
const SUBRESOURCE_VERBS = ['get', 'patch', 'update']

/**
 * Groups by the priority that kube-aggregator gives them, versions within a group newest and stablest first; what is not named
 * comes last.
 */
const GROUP_ORDER = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'rbac.authorization.k8s.io',
  'apiextensions.k8s.io',
  'coordination.k8s.io',
]

const groupRank = (group: string): number => {
  const at = GROUP_ORDER.indexOf(group)
  return at < 0 ? GROUP_ORDER.length : at
}

/** v1 before v2beta1 before v1beta1 before v1alpha1 (Kubernetes' version priority). */
const versionRank = (version: string): number => {
  const [, major = '0', stage = '', number = '0'] =
    /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
  const stageRank = stage === '' ? 2 : stage === 'beta' ? 1 : 0
  return -(stageRank * 1e6 + Number(major) * 1e3 + Number(number))
}

/** The first eight bytes of the SHA-256 of the stored type's name, in base64. */
const storageVersionHash = (group: string, version: string, kind: string): string =>
  createHash('sha256')
    .update(`${group}/${version}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')

const resourceEntries = ({ registry }: ServedResource): ApiResource[] => {
  const {
    group,
    storageGroup = group,
    resource,
    singular,
    kind,
    namespaced,
    shortNames,
    categories,
    storageVersion,
    subresources,
    verbs,
  } = registry.resource
  return [
    {
      name: resource,
      singularName: singular,
      namespaced,
      kind,
      verbs: [...(verbs ?? ALL_VERBS)],
      ...(shortNames === undefined ? {} : { shortNames: [...shortNames] }),
      ...(categories === undefined ? {} : { categories: [...categories] }),
      storageVersionHash: storageVersionHash(storageGroup, storageVersion, kind),
    },
    ...Object.entries(subresources ?? {}).map(([name, sub]) => ({
      name: `${resource}/${name}`,
      singularName: '',
      namespaced,
      ...(sub.view?.kind ?? { kind }),
      verbs: [...(sub.verbs ?? SUBRESOURCE_VERBS)],
    })),
  ]
}

interface Version {
  readonly version: string
  readonly resources: ApiResource[]
}

interface Group {
  readonly name: string
  readonly versions: Version[]
}

const byName = (a: ApiResource, b: ApiResource): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

const groupsOf = (catalogue: Catalogue): Group[] => {
  const groups = new Map<string, Map<string, ApiResource[]>>()
  const add = (group: string, version: string, entries: ApiResource[]): void => {
    const versions = groups.get(group) ?? new Map<string, ApiResource[]>()
    groups.set(group, versions)
    versions.set(version, [...(versions.get(version) ?? []), ...entries])
  }
  for (const served of catalogue.resources) {
    add(served.registry.resource.group, served.version.version, resourceEntries(served))
  }
  for (const { virtual } of catalogue.virtuals) {
    const { group, version, resource, singular, namespaced, kind } = virtual
    add(group, version, [
      { name: resource, singularName: singular, namespaced, kind, verbs: ['create'] },
    ])
  }
  for (const { action } of catalogue.actions) {
    const { group, version, resource, subresource, namespaced, body } = action
    add(group, version, [
      {
        name: `${resource}/${subresource}`,
        singularName: '',
        namespaced,
        group: body.group,
        version: body.version,
        kind: body.kind,
        verbs: ['create'],
      },
    ])
  }
  return [...groups]
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .map(([version, resources]) => ({ version, resources: resources.sort(byName) }))
        .sort((a, b) => versionRank(a.version) - versionRank(b.version)),
    }))
    .sort((a, b) => groupRank(a.name) - groupRank(b.name) || (a.name < b.name ? -1 : 1))
}

const apiGroup = ({ name, versions }: Group): object => {
  const list = versions.map(({ version }) => ({
    groupVersion: apiVersionOf({ group: name, version }),
    version,
  }))
  return { name, versions: list, preferredVersion: list[0] }
}

/** Resources with their subresources inside, as the aggregated form has them. */
const aggregatedVersion = (group: string, { version, resources }: Version): object => {
  const main = resources.filter(({ name }) => !name.includes('/'))
  const responseKind = (entry: ApiResource): object => ({
    group: entry.group ?? group,
    version: entry.version ?? version,
    kind: entry.kind,
  })
  return {
    version,
    resources: main.map((entry) => {
      const subresources = resources.filter(({ name }) => name.startsWith(`${entry.name}/`))
      return {
        resource: entry.name,
        responseKind: responseKind(entry),
        scope: entry.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: entry.singularName,
        verbs: entry.verbs,
        ...(entry.shortNames === undefined ? {} : { shortNames: entry.shortNames }),
        ...(entry.categories === undefined ? {} : { categories: entry.categories }),
        ...(subresources.length === 0
          ? {}
          : {
              subresources: subresources.map((sub) => ({
                subresource: sub.name.slice(entry.name.length + 1),
                responseKind: responseKind(sub),
                verbs: sub.verbs,
              })),
            }),
      }
    }),
    freshness: 'Current',
  }
}

const aggregated = (groups: readonly Group[]): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: groups.map(({ name, versions }) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => aggregatedVersion(name, version)),
  })),
})

export interface Aggregated {
  readonly body: Buffer
  /** quoted, as in the ETag header */
  readonly etag: string
}

const withEtag = (body: object): Aggregated => {
  const text = JSON.stringify(body)
  return {
    body: Buffer.from(text),
    etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`,
  }
}

export interface DiscoveryDocument {
  readonly kind: string
  readonly [field: string]: unknown
}

/** The discovery documents of a catalogue. */
export class Discovery {
  /** paths without trailing slash, to the document */
  readonly #documents = new Map<string, DiscoveryDocument>()
  readonly #aggregated: ReadonlyMap<string, Aggregated>
  readonly groupVersions: readonly string[]
  /** `/apis/certificates.k8s.io/v1/certificatesigningrequests/approval` and its like */
  readonly #resources = new Set<string>()

  constructor(catalogue: Catalogue) {
    const groups = groupsOf(catalogue)
    const named = groups.filter(({ name }) => name !== '')
    const core = groups.filter(({ name }) => name === '')
    this.#documents.set('/apis', {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: named.map(apiGroup),
    })
    for (const group of named) {
      this.#documents.set(`/apis/${group.name}`, {
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...apiGroup(group),
      })
    }
    for (const { name, versions } of groups) {
      for (const { version, resources } of versions) {
        const groupVersion = apiVersionOf({ group: name, version })
        const path = name === '' ? `/api/${version}` : `/apis/${groupVersion}`
        for (const resource of resources) this.#resources.add(`${path}/${resource.name}`)
        this.#documents.set(path, {
          kind: 'APIResourceList',
          // the core group's list has none, as the real server's
          ...(name === '' ? {} : { apiVersion: 'v1' }),
          groupVersion,
          resources,
        })
      }
    }
    this.#aggregated = new Map([
      ['/api', withEtag(aggregated(core))],
      ['/apis', withEtag(aggregated(named))],
    ])
    this.groupVersions = [...this.#documents.keys()]
  }

  /** Whether there is something at the path of a template such as `/api/v1/namespaces/{namespace}/secrets/{name}`. */
  serves(template: string): boolean {
    const path = template.replace(/\/$/, '')
    if (!/^\/apis?\//.test(path) || this.#documents.has(path)) return true
    const [, root, ...rest] = path.split('/')
    const at = root === 'api' ? 1 : 2
    const words = rest.slice(at).filter((word, i) => !(word === 'watch' && i === 0))
    const inNamespace = words[0] === 'namespaces' && words[1] === '{namespace}'
    const resource = words.slice(inNamespace ? 2 : 0).filter((word) => !word.startsWith('{'))
    return this.#resources.has(`/${root}/${[...rest.slice(0, at), ...resource].join('/')}`)
  }

  /** The legacy document for a path without trailing slash; `/api` names the address that the client used. */
  document(path: string, serverAddress: string): DiscoveryDocument | undefined {
    if (path === '/api') {
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
      }
    }
    return this.#documents.get(path)
  }

  /** The aggregated document; only `/api` and `/apis` have one. */
  aggregated(path: string): Aggregated | undefined {
    return this.#aggregated.get(path)
  }
}
