/**
 * The declared resources, made without a cluster, since only their declarations are read.
 */
import type { PostedResource, Resource } from '../../src/apiserver/registry/resource.ts'
import { DEFAULT_VERSION, releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { type PostParts, posts, type ResourceParts, resources } from '../../src/resources/index.ts'

export interface Shelf {
  readonly resources: readonly Resource[]
  readonly posts: readonly PostedResource[]
}

export const shelf: Shelf = {
  resources: resources({ release: releaseOf(DEFAULT_VERSION)! } as ResourceParts),
  posts: posts({} as PostParts),
}
