/**
 * The declared resources, made without a cluster, since only their declarations are read.
 */
import type { PostedResource, Resource } from '../../src/apiserver/registry/resource.ts'
import { DEFAULT_VERSION, releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { type PostParts, posts, resources } from '../../src/resources/index.ts'
import type { StrategyParts } from '../../src/resources/certificates/podcertificaterequest/strategy.ts'

export interface Shelf {
  readonly resources: readonly Resource[]
  readonly posts: readonly PostedResource[]
}

export const shelf: Shelf = {
  resources: resources({ release: releaseOf(DEFAULT_VERSION)! } as StrategyParts),
  posts: posts({} as PostParts),
}
