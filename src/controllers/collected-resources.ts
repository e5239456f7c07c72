import type { KubeObject } from '../apimachinery/meta.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import type { ObjectClient } from './object-client.ts'

export interface CollectedResource {
  readonly resource: Pick<Resource, 'group' | 'kind' | 'namespaced'> & {
    readonly versions: readonly { readonly version: string }[]
  }
  readonly client: ObjectClient<KubeObject>
}

/** Resources whose objects may have or be owners. */
export interface CollectedResources {
  /**
   * Calls `add` with each resource, now and when the server has new ones. Once a resource is gone,
   * calls the function that `add` returned for it.
   */
  follow(add: (collected: CollectedResource) => () => void): void
}
