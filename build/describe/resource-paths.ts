/**
 * Paths of a stored resource under one version: collections, items, subresources, deprecated
 * watches.
 */
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import {
  ALL_VERBS,
  type Descriptions,
  type Resource,
  type Subresource,
  SUBRESOURCE_VERBS,
} from '../../src/apiserver/registry/resource.ts'
import { capital, oneOf, pluralOf, rootOf } from './names.ts'
import type { Operation, PathItem, Paths } from './operation.ts'
import { ResourceOperations } from './operations.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Returns the operations of `verbs`; `descriptions` replaces their generated descriptions. */
const chosen = <V extends string>(
  operations: Readonly<Record<V, Operation>>,
  verbs: readonly string[],
  descriptions: Descriptions = {},
): Partial<Record<V, Operation>> =>
  Object.fromEntries(
    Object.entries<Operation>(operations)
      .filter(([verb]) => verbs.includes(verb))
      .map(([verb, operation]) => [
        verb,
        { ...operation, description: descriptions[verb] ?? operation.description },
      ]),
  ) as Partial<Record<V, Operation>>

type Methods = Omit<{ [method in keyof PathItem]: PathItem[method] | undefined }, 'parameters'>

const pathOf = (words: Vocabulary, path: string, methods: Methods): [string, PathItem][] => {
  const given = Object.entries(methods).filter(([, operation]) => operation !== undefined)
  if (given.length === 0) return []
  return [[path, { parameters: words.pathParameters(path), ...Object.fromEntries(given) }]]
}

/** Throws if openapi.yaml has no schema for the kind. */
export const resourcePaths = (words: Vocabulary, declared: Resource, version: string): Paths => {
  const { group, resource, kind, namespaced, verbs = ALL_VERBS, descriptions } = declared
  const operations = new ResourceOperations(words, declared, version)
  const id = namespaced ? `Namespaced${kind}` : kind
  const all = `the ${pluralOf(kind, resource)}`
  const everywhere = `${all} of all namespaces`
  const what = namespaced ? `${all} of a namespace` : all
  const root = rootOf({ group, version })
  const scope = namespaced ? '/namespaces/{namespace}' : ''
  const collection = `${root}${scope}/${resource}`
  const watched = `${root}/watch${scope}/${resource}`
  const item = `${collection}/{name}`

  const own = chosen(
    {
      list: operations.list(id, what),
      create: operations.create(id),
      deletecollection: operations.deleteCollection(id, what),
      get: operations.get(id, oneOf(kind)),
      update: operations.update(id, oneOf(kind)),
      delete: operations.delete(id),
      patch: operations.patch(id, `${oneOf(kind)}, or apply one`),
    },
    verbs,
    descriptions,
  )
  const watches = verbs.includes('watch')
  const subresource = ([name, { verbs = SUBRESOURCE_VERBS, descriptions }]: [
    string,
    Subresource<KubeObject>,
  ]): [string, PathItem][] => {
    const part = [`${id}${capital(name)}`, `the ${name} of ${oneOf(kind)}`] as const
    const { get, update, patch } = chosen(
      {
        get: operations.get(...part),
        update: operations.update(...part),
        patch: operations.patch(...part),
      },
      verbs,
      descriptions,
    )
    return pathOf(words, `${item}/${name}`, { get, put: update, patch })
  }

  return Object.fromEntries([
    ...pathOf(words, `${root}/${resource}`, {
      get:
        namespaced && own.list !== undefined
          ? operations.list(`${kind}ForAllNamespaces`, everywhere)
          : undefined,
    }),
    ...pathOf(words, collection, { get: own.list, post: own.create, delete: own.deletecollection }),
    ...pathOf(words, item, {
      get: own.get,
      put: own.update,
      delete: own.delete,
      patch: own.patch,
    }),
    ...Object.entries(declared.subresources ?? {}).flatMap(subresource),
    ...pathOf(words, `${root}/watch/${resource}`, {
      get:
        namespaced && watches
          ? operations.watchList(`${kind}ListForAllNamespaces`, everywhere)
          : undefined,
    }),
    ...pathOf(words, watched, {
      get: watches ? operations.watchList(`${id}List`, what) : undefined,
    }),
    ...pathOf(words, `${watched}/{name}`, { get: watches ? operations.watchOne(id) : undefined }),
  ])
}
