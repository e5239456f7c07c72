/**
 * Deletes objects without owners, and processes the finalizers of foreground and orphan deletion
 * (`pkg/controller/garbagecollector`).
 */
import { apiVersionOf, type KubeObject, type OwnerReference } from '../apimachinery/meta.ts'
import { inBatches } from '../apiserver/registry/batches.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { withMetadata } from '../apiserver/registry/metadata.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import type { Row } from '../storage/store.ts'
import { controller, type Controller } from './controller.ts'
import type { Source } from './feed.ts'
import type { ControllerDependencies } from './dependencies.ts'
import {
  FOREGROUND,
  type GraphNode,
  isDeletingDependents,
  isOrphaning,
  ORPHAN,
  OwnerGraph,
} from './owner-graph.ts'

interface CollectedResource {
  readonly resource: Pick<Resource, 'group' | 'kind' | 'namespaced' | 'versions'>
  readonly client: Client<KubeObject>
}

interface CollectorOptions extends ControllerDependencies {
  /** resources whose objects may have or be owners */
  readonly resources: readonly CollectedResource[]
}

type OwnerState =
  /**
   * exists, or unknown: a kind that is not served, or a namespaced owner of a cluster-scoped object
   */
  | 'solid'
  /** deleted, or replaced by another of its name */
  | 'dangling'
  /** waits for its dependents */
  | 'waiting'

/** Marks of relevant objects in stored bytes; within string values the quotes would be escaped. */
const MARKS = ['"ownerReferences":[', '"deletionTimestamp":"']

const without = (list: readonly string[] = [], removed: string): string[] | undefined => {
  const left = list.filter((item) => item !== removed)
  return left.length > 0 ? left : undefined
}

/** By `apiVersion` and `kind`, joined by a space. */
const byKind = (resources: readonly CollectedResource[]): Map<string, CollectedResource> =>
  new Map(
    resources.flatMap((collected) => {
      const { group, kind, versions } = collected.resource
      return versions.map(({ version }): [string, CollectedResource] => [
        `${apiVersionOf({ group, version })} ${kind}`,
        collected,
      ])
    }),
  )

class Collector {
  readonly graph = new OwnerGraph()
  readonly #resources: readonly CollectedResource[]
  /** built for the first lookup of an owner */
  #byKind: ReadonlyMap<string, CollectedResource> | undefined

  constructor(resources: readonly CollectedResource[]) {
    this.#resources = resources
  }

  /** Processes one object, by uid. */
  async collect(uid: string): Promise<void> {
    const node = this.graph.get(uid)
    const object = node === undefined ? undefined : this.#objectOf(node)
    if (node === undefined || object === undefined) return
    if (isOrphaning(object)) await this.#orphan(node, object)
    else if (isDeletingDependents(object)) await this.#deleteDependents(node, object)
    else if (object.metadata.deletionTimestamp === undefined) await this.#judge(node, object)
  }

  #objectOf({ source, namespace, name, uid }: GraphNode): KubeObject | undefined {
    const object = this.#resources[source]!.client.cached(name, namespace)
    return object?.metadata.uid === uid ? object : undefined
  }

  #dependentsOf({ uid }: GraphNode): { node: GraphNode; object: KubeObject }[] {
    return this.graph.dependentsOf(uid).flatMap((node) => {
      const object = this.#objectOf(node)
      return object === undefined ? [] : [{ node, object }]
    })
  }

  async #orphan(node: GraphNode, object: KubeObject): Promise<void> {
    const isOwner = ({ uid }: OwnerReference): boolean => uid === node.uid
    await inBatches(this.#dependentsOf(node), (dependent) =>
      this.#dropOwners(dependent.node, dependent.object, isOwner),
    )
    await this.#dropFinalizer(node, object, ORPHAN)
  }

  /**
   * Dependents delete themselves while their owner waits; it goes once no blocking ones are left.
   */
  async #deleteDependents(node: GraphNode, object: KubeObject): Promise<void> {
    const blocked = this.#dependentsOf(node).some((dependent) =>
      dependent.object.metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion === true,
      ),
    )
    if (!blocked) await this.#dropFinalizer(node, object, FOREGROUND)
  }

  /**
   * Deletes an object whose owners are all gone or waiting; otherwise removes only dead references.
   */
  async #judge(node: GraphNode, object: KubeObject): Promise<void> {
    const references = object.metadata.ownerReferences ?? []
    const states = references.map((reference) => this.#stateOf(reference, node))
    if (states.length === 0) return
    if (states.includes('solid')) {
      if (states.every((state) => state === 'solid')) return
      await this.#dropOwners(node, object, (_reference, i) => states[i] !== 'solid')
      return
    }
    const dependents = this.#dependentsOf(node)
    if (!states.includes('waiting') || dependents.length === 0) {
      await this.#delete(node, object, policyOf(object))
      return
    }
    let current = object
    if (dependents.some((dependent) => isDeletingDependents(dependent.object))) {
      // a cycle: each would wait for the other
      const ownerReferences = references.map((reference) => ({
        ...reference,
        blockOwnerDeletion: false,
      }))
      current = await this.#clientOf(node).update(withMetadata(object, { ownerReferences }))
    }
    await this.#delete(node, current, 'Foreground')
  }

  #stateOf({ apiVersion, kind, name, uid }: OwnerReference, dependent: GraphNode): OwnerState {
    this.#byKind ??= byKind(this.#resources)
    const found = this.#byKind.get(`${apiVersion} ${kind}`)
    if (found === undefined) return 'solid'
    const { namespaced } = found.resource
    if (namespaced && dependent.namespace === '') return 'solid'
    const owner = found.client.cached(name, namespaced ? dependent.namespace : '')
    if (owner === undefined || owner.metadata.uid !== uid) return 'dangling'
    return isDeletingDependents(owner) ? 'waiting' : 'solid'
  }

  #clientOf({ source }: GraphNode): Client<KubeObject> {
    return this.#resources[source]!.client
  }

  async #delete(
    node: GraphNode,
    { metadata: { resourceVersion } }: KubeObject,
    propagationPolicy: 'Foreground' | 'Background' | 'Orphan',
  ): Promise<void> {
    await this.#clientOf(node).delete(node.name, node.namespace, {
      preconditions: {
        uid: node.uid,
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
      propagationPolicy,
    })
  }

  async #dropOwners(
    node: GraphNode,
    object: KubeObject,
    isDropped: (reference: OwnerReference, index: number) => boolean,
  ): Promise<void> {
    const left = (object.metadata.ownerReferences ?? []).filter((ref, i) => !isDropped(ref, i))
    const ownerReferences = left.length > 0 ? left : undefined
    await this.#clientOf(node).update(withMetadata(object, { ownerReferences }))
  }

  async #dropFinalizer(node: GraphNode, object: KubeObject, finalizer: string): Promise<void> {
    const finalizers = without(object.metadata.finalizers, finalizer)
    await this.#clientOf(node).update(withMetadata(object, { finalizers }))
  }
}

/** The propagation policy for an object without owners, by its finalizers. */
const policyOf = ({ metadata: { finalizers = [] } }: KubeObject) => {
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

/** One resource of the graph. */
class Collected implements Source {
  readonly client: Client<KubeObject>
  readonly #graph: OwnerGraph
  readonly #at: number

  constructor(client: Client<KubeObject>, graph: OwnerGraph, at: number) {
    this.client = client
    this.#graph = graph
    this.#at = at
  }

  concerns(row: Row, deleted: boolean): boolean {
    if (!this.#graph.isEmpty) return true
    if (deleted) return false
    // Most objects have no owners: searching the bytes costs a twentieth of decoding.
    return this.client.isDecoded(row) || MARKS.some((mark) => row.value.includes(mark))
  }

  keyFor(object: KubeObject, deleted: boolean): string | readonly string[] | undefined {
    return deleted ? this.#graph.forget(object) : this.#graph.observe(this.#at, object)
  }
}

export const garbageCollector = ({ resources, clock, log }: CollectorOptions): Controller => {
  const collector = new Collector(resources)
  return controller({
    name: 'garbage-collector-controller',
    clock,
    log,
    workers: 20,
    sources: resources.map(({ client }, at) => new Collected(client, collector.graph, at)),
    reconcile: (uid) => collector.collect(uid),
  })
}
