/**
 * The declared resources, without a cluster: only declarations are read, so the parts can be empty.
 */
import type {
  ActionSubresource,
  Resource,
  VirtualResource,
} from '../../src/apiserver/registry/resource.ts'
import { DEFAULT_VERSION, releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import type { TokenParts } from '../../src/resources/core/serviceaccount/token.ts'
import {
  actions,
  type ResourceParts,
  resources,
  type ReviewParts,
  reviews,
} from '../../src/resources/index.ts'

export interface Shelf {
  readonly resources: readonly Resource[]
  readonly reviews: readonly VirtualResource[]
  readonly actions: readonly ActionSubresource[]
}

export const shelf: Shelf = {
  resources: resources({ release: releaseOf(DEFAULT_VERSION)! } as ResourceParts),
  reviews: reviews({} as ReviewParts),
  actions: actions({} as TokenParts),
}
