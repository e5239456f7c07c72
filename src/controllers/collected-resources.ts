/** The resources that the garbage collector watches; they change with the server's. */
import { apiVersionOf, type KubeObject, type OwnerReference } from '../apimachinery/meta.ts'
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
   * Calls `add` with each resource, now and when the server has new ones; once a resource is gone,
   * calls the function that `add` returned. A resource stays while its API group cannot be
   * discovered.
   */
  follow(add: (collected: CollectedResource) => () => void): void
}

/** Maps `apiVersion` and `kind`, joined by a space, to resources. */
const byKind = (
  resources: readonly (CollectedResource | undefined)[],
): Map<string, CollectedResource> =>
  new Map(
    resources.flatMap((collected) => {
      if (collected === undefined) return []
      const { group, kind, versions } = collected.resource
      return versions.map(({ version }): [string, CollectedResource] => [
        `${apiVersionOf({ group, version })} ${kind}`,
        collected,
      ])
    }),
  )

export class ResourceIndex {
  /** undefined: removed */
  readonly #resources: (CollectedResource | undefined)[] = []
  /** built for the first lookup after a change */
  #byKind: ReadonlyMap<string, CollectedResource> | undefined

  add(collected: CollectedResource): number {
    this.#byKind = undefined
    return this.#resources.push(collected) - 1
  }

  remove(at: number): void {
    this.#byKind = undefined
    this.#resources[at] = undefined
  }

  at(number: number): CollectedResource | undefined {
    return this.#resources[number]
  }

  /** Returns the resource of an owner; undefined: the server has none. */
  ownersOf({
    apiVersion,
    kind,
  }: Pick<OwnerReference, 'apiVersion' | 'kind'>): CollectedResource | undefined {
    this.#byKind ??= byKind(this.#resources)
    return this.#byKind.get(`${apiVersion} ${kind}`)
  }
}
