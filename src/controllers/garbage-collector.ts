/**
 * Deletes objects whose owners are gone, and processes the finalizers of foreground and orphan
 * deletion (`pkg/controller/garbagecollector`).
 */
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import { apiVersionOf, type KubeObject, type OwnerReference } from '../apimachinery/meta.ts'
import { inBatches } from '../apiserver/registry/batches.ts'
import type { CachedRow, ObjectClient, OwnershipChange } from './object-client.ts'
import type { CollectedResource, CollectedResources } from './collected-resources.ts'
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

interface CollectorOptions extends ControllerDependencies {
  readonly resources: CollectedResources
}

type OwnerState =
  /**
   * exists, or unknown: a kind that is not served, or a namespaced owner of a cluster-scoped object
   */
  | 'solid'
  /** deleted, or replaced by another object of the same name */
  | 'dangling'
  /** waits for its dependents */
  | 'waiting'

/** Real collectors continue without resources that cannot be listed (`initialSyncTimeout`). */
const SYNC_MS = 30_000

/** Marks of relevant objects in stored bytes; within string values the quotes would be escaped. */
const MARKS = ['"ownerReferences":[', '"deletionTimestamp":"']

const without = (list: readonly string[] = [], removed: string): string[] | undefined => {
  const left = list.filter((item) => item !== removed)
  return left.length > 0 ? left : undefined
}

class Collector {
  readonly graph = new OwnerGraph()
  readonly resources = new Set<CollectedResource>()

  async collect(uid: string): Promise<void> {
    const node = this.graph.get(uid)
    const object = node === undefined ? undefined : this.#objectOf(node)
    if (node === undefined || object === undefined) return
    if (isOrphaning(object)) await this.#orphan(node, object)
    else if (isDeletingDependents(object)) await this.#deleteDependents(node, object)
    else if (object.metadata.deletionTimestamp === undefined) await this.#judge(node, object)
  }

  #objectOf({ source, namespace, name, uid }: GraphNode): KubeObject | undefined {
    if (!this.resources.has(source)) return undefined
    const object = source.client.cached(name, namespace)
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
   * Dependents are deleted when their own keys are processed; the owner goes once no blocking
   * dependents are left.
   */
  async #deleteDependents(node: GraphNode, object: KubeObject): Promise<void> {
    const blocked = this.#dependentsOf(node).some((dependent) =>
      dependent.object.metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion === true,
      ),
    )
    if (!blocked) await this.#dropFinalizer(node, object, FOREGROUND)
  }

  /** Deletes an object if all owners are gone or waiting; else drops references to those owners. */
  async #judge(node: GraphNode, object: KubeObject): Promise<void> {
    const references = object.metadata.ownerReferences ?? []
    if (references.length === 0) return
    const states: OwnerState[] = []
    for (const reference of references) states.push(await this.#stateOf(reference, node))
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
      current = await this.#change(node, object, { ownerReferences })
    }
    await this.#delete(node, current, 'Foreground')
  }

  async #stateOf(
    { name, uid, ...kind }: OwnerReference,
    dependent: GraphNode,
  ): Promise<OwnerState> {
    const owners = this.#resourceOf(kind)
    if (owners === undefined) return 'solid'
    const namespace = owners.resource.namespaced ? dependent.namespace : ''
    if (owners.resource.namespaced && namespace === '') return 'solid'
    const state = stateOf(owners.client.cached(name, namespace), uid)
    // the cache may lag behind
    return state === 'dangling' ? stateOf(await owners.client.live(name, namespace), uid) : state
  }

  /** Returns the resource of an owner; undefined: the server has none. */
  #resourceOf({
    apiVersion,
    kind,
  }: Pick<OwnerReference, 'apiVersion' | 'kind'>): CollectedResource | undefined {
    return Array.from(this.resources).find(
      ({ resource }) =>
        resource.kind === kind &&
        resource.versions.some(
          ({ version }) => apiVersionOf({ group: resource.group, version }) === apiVersion,
        ),
    )
  }

  #change({ source }: GraphNode, object: KubeObject, change: OwnershipChange): Promise<KubeObject> {
    return source.client.updateOwnership(object, change)
  }

  async #delete(
    { source, namespace, name, uid }: GraphNode,
    { metadata: { resourceVersion } }: KubeObject,
    propagationPolicy: 'Foreground' | 'Background' | 'Orphan',
  ): Promise<void> {
    await source.client.delete(name, namespace, {
      preconditions: { uid, ...omitEmpty({ resourceVersion }) },
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
    await this.#change(node, object, { ownerReferences })
  }

  async #dropFinalizer(node: GraphNode, object: KubeObject, finalizer: string): Promise<void> {
    const finalizers = without(object.metadata.finalizers, finalizer)
    await this.#change(node, object, { finalizers })
  }
}

const stateOf = (owner: KubeObject | undefined, uid: string): OwnerState => {
  if (owner === undefined || owner.metadata.uid !== uid) return 'dangling'
  return isDeletingDependents(owner) ? 'waiting' : 'solid'
}

/** The propagation policy for an object whose owners are gone, from its finalizers. */
const policyOf = ({ metadata: { finalizers = [] } }: KubeObject) => {
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

class Collected implements Source {
  readonly client: ObjectClient<KubeObject>
  readonly #collected: CollectedResource
  readonly #graph: OwnerGraph

  constructor(collected: CollectedResource, graph: OwnerGraph) {
    this.client = collected.client
    this.#collected = collected
    this.#graph = graph
  }

  concerns(row: CachedRow, deleted: boolean): boolean {
    if (!this.#graph.isEmpty) return true
    if (deleted) return false
    // Most objects have no owners: searching the bytes costs a twentieth of decoding.
    return MARKS.some((mark) => row.value.includes(mark))
  }

  keyFor(object: KubeObject, deleted: boolean): string | readonly string[] | undefined {
    return deleted ? this.#graph.forget(object) : this.#graph.observe(this.#collected, object)
  }
}

export const garbageCollector = ({ resources, clock, log }: CollectorOptions): Controller => {
  const collector = new Collector()
  const running = controller({
    name: 'garbage-collector-controller',
    clock,
    log,
    workers: 20,
    syncMs: SYNC_MS,
    sources: [],
    reconcile: (uid) => collector.collect(uid),
  })
  resources.follow((collected) => {
    collector.resources.add(collected)
    const drop = running.addSource(new Collected(collected, collector.graph))
    return () => {
      drop()
      collector.resources.delete(collected)
    }
  })
  return running
}
