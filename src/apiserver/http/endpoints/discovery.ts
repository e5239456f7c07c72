/** Discovery documents, built once (docs/reference/discovery.md). */
import { apiVersionOf } from '../../../apimachinery/meta.ts'
import type { Catalogue } from '../served.ts'
import { type Aggregated, aggregatedDocument } from './discovery-aggregated.ts'
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

export class Discovery {
  /** by path without trailing slash */
  readonly #documents = new Map<string, DiscoveryDocument>()
  readonly #aggregated: ReadonlyMap<string, Aggregated>
  readonly paths: readonly string[]
  /** `/apis/certificates.k8s.io/v1/certificatesigningrequests/approval` and so on */
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
          // the core group's list has no apiVersion
          ...(name && { apiVersion: 'v1' }),
          groupVersion,
          resources,
        })
      }
    }
    this.#aggregated = new Map([
      ['/api', aggregatedDocument(core)],
      ['/apis', aggregatedDocument(named)],
    ])
    this.paths = [...this.#documents.keys()]
  }

  /**
   * Whether a path template is served, such as `/api/v1/namespaces/{namespace}/secrets/{name}`.
   * Paths outside `/api` and `/apis` always are.
   */
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

  /** Returns the unaggregated document; that of `/api` contains `serverAddress`. */
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

  aggregated(path: string): Aggregated | undefined {
    return this.#aggregated.get(path)
  }
}
