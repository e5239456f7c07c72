/** The stored resources that discovery lists. */
import type { Client, Json } from '../../../test/fixtures/server.ts'

export interface Collection {
  /** `/api/v1`, `/apis/GROUP/VERSION` */
  readonly root: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly Subresource[]
}

export interface Subresource {
  readonly name: string
  readonly verbs: readonly string[]
  readonly group: string
  readonly version: string
  readonly kind: string
}

export const apiVersionOf = ({ group, version }: Pick<Collection, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`

/** `key`: `NAMESPACE/NAME` or `/NAME`. */
export const pathOf = ({ root, resource, namespaced }: Collection, key: string): string => {
  const [namespace, name] = key.split('/').map(encodeURIComponent) as [string, string]
  return namespaced
    ? `${root}/namespaces/${namespace}/${resource}/${name}`
    : `${root}/${resource}/${name}`
}

/** The path of a collection; `namespace` is ignored unless the collection is namespaced. */
export const collectionPath = (
  { root, resource, namespaced }: Collection,
  namespace: string,
): string => (namespaced ? `${root}/namespaces/${namespace}/${resource}` : `${root}/${resource}`)

/** Excludes default RBAC objects, which programs ignore. */
const SELECTOR = encodeURIComponent('!kubernetes.io/bootstrapping')

export const allPath = ({ root, resource }: Collection): string =>
  `${root}/${resource}?labelSelector=${SELECTOR}`

const collectionsOf = (root: string, { groupVersion, resources }: Json): Collection[] => {
  const [version, group = ''] = groupVersion.split('/').toReversed()
  return resources
    .filter(({ name, verbs }: Json) => !name.includes('/') && verbs.includes('watch'))
    .map(({ name, kind, namespaced, verbs }: Json) => ({
      root,
      group,
      version,
      resource: name,
      kind,
      namespaced,
      verbs,
      subresources: resources
        .filter((other: Json) => other.name.startsWith(`${name}/`))
        .map((other: Json) => ({
          name: other.name.slice(name.length + 1),
          verbs: other.verbs,
          group: other.group ?? group,
          version: other.version ?? version,
          kind: other.kind,
        })),
    }))
}

export const collections = async (client: Client): Promise<Collection[]> => {
  const { body } = await client.get('/apis')
  const roots = [
    '/api/v1',
    ...body.groups.flatMap(({ versions }: Json) =>
      versions.map(({ groupVersion }: Json) => `/apis/${groupVersion}`),
    ),
  ]
  const lists = await Promise.all(roots.map((root) => client.get(root)))
  return lists.flatMap(({ body: list }, i) => collectionsOf(roots[i], list))
}
