/**
 * Generates the bodies, responses, tags and paths of openapi.yaml from the declared resources and
 * endpoints.
 */
import { sortedKeys } from '../../src/apimachinery/text/byte-order.ts'
import type { PostedResource } from '../../src/apiserver/registry/resource.ts'
import { Anchors } from './anchors.ts'
import { requestBodiesOf, responsesOf } from './bodies.ts'
import { discoveryPaths, discoveryTags, type Tag } from './discovery-paths.ts'
import { endpointPaths, endpointTags } from './endpoint-paths.ts'
import type { GroupVersion } from './names.ts'
import { operationsOf, type Paths } from './operation.ts'
import { postedPaths } from './posted-paths.ts'
import { resourcePaths } from './resource-paths.ts'
import type { Shelf } from './shelf.ts'
import { type HandWritten, Vocabulary } from './vocabulary.ts'

export interface Generated {
  readonly anchors: Anchors
  readonly responses: Readonly<Record<string, object>>
  readonly requestBodies: Readonly<Record<string, object>>
  readonly tags: readonly Tag[]
  readonly paths: Paths
}

const sorted = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(sortedKeys(map).map((key) => [key, map[key]!]))

const versionsOf = ({ resources, posts }: Shelf): GroupVersion[] => {
  const all = [
    ...resources.flatMap(({ group, versions }) =>
      versions.map(({ version }) => ({ group, version })),
    ),
    ...posts,
  ]
  return [...new Map(all.map((of) => [`${of.group}/${of.version}`, of])).values()]
}

const ownerOf = (shelf: Shelf, { group, resource }: PostedResource): string =>
  shelf.resources.find((of) => of.group === group && of.resource === resource)?.kind ?? ''

/**
 * @param components the hand-written components
 * @throws Error for a kind without a hand-written schema
 */
export const generate = (shelf: Shelf, components: HandWritten): Generated => {
  const anchors = new Anchors()
  const words = new Vocabulary(anchors, components)
  const versions = versionsOf(shelf)
  const paths: Paths = sorted({
    ...discoveryPaths(words, versions),
    ...endpointPaths,
    ...Object.assign(
      {},
      ...shelf.resources.flatMap((resource) =>
        resource.versions.map(({ version }) => resourcePaths(words, resource, version)),
      ),
      ...shelf.posts.map((post) => postedPaths(words, post, ownerOf(shelf, post))),
    ),
  })
  const operations = operationsOf(paths)
  const tags = [...discoveryTags(versions), ...endpointTags]
  return {
    anchors,
    paths,
    tags: tags.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    requestBodies: requestBodiesOf(anchors, operations),
    responses: responsesOf(anchors, operations, components.responses),
  }
}
