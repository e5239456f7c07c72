/**
 * Deletes what is left without owners, and works off the finalizers of foreground and orphaning deletions
 * (`pkg/controller/garbagecollector`).
 */
import type { Clock } from '../apimachinery/clock.ts'
import { apiVersionOf, type KubeObject, type OwnerReference } from '../apimachinery/meta.ts'
import { inBatches } from '../apiserver/registry/batches.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { withMetadata } from '../apiserver/registry/metadata.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import type { Row } from '../storage/store.ts'
import { controller, type Controller } from './controller.ts'
import type { Source } from './feed.ts'
import type { ControllerLog } from './log.ts'
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

interface GarbageCollectorParts {
  /** all whose objects may have owners, or be owners */
  readonly resources: readonly CollectedResource[]
  readonly clock: Clock
  readonly log: ControllerLog
}

/** What has become of an owner, for a dependent of its. */
type OwnerState =
  /** it is there, or nobody can tell: its kind is not served, or a reference must not lead into a namespace */
  | 'solid'
  /** it is gone, or another of its name took its place */
  | 'dangling'
  /** it goes once its dependents are gone */
  | 'waiting'

/** Marks in the stored bytes of objects that name owners or are being deleted; inside a string value their quotes would be escaped. */
const MARKS = ['"ownerReferences":[', '"deletionTimestamp":"']

const without = (list: readonly string[] = [], removed: string): string[] | undefined => {
  const left = list.filter((item) => item !== removed)
  return left.length > 0 ? left : undefined
}

/** By the `apiVersion` and `kind` of a reference, with a space between. */
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
  /** made for the first owner that is asked for */
  #byKind: ReadonlyMap<string, CollectedResource> | undefined

  constructor(resources: readonly CollectedResource[]) {
    this.#resources = resources
  }

  /** Does what can be done now for one object, named by its uid. */
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

  /** The dependents delete themselves, as their owner waits; it goes when none of those is left that block it. */
  async #deleteDependents(node: GraphNode, object: KubeObject): Promise<void> {
    const blocked = this.#dependentsOf(node).some((dependent) =>
      dependent.object.metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion === true,
      ),
    )
    if (!blocked) await this.#dropFinalizer(node, object, FOREGROUND)
  }

  /** Deletes an object whose owners are all gone or going; takes only the references away while another owner stays. */
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
      // a circle: each would wait for the other
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

/** How the dependents of an object without owners are to go: as its finalizers say, by themselves otherwise. */
const policyOf = ({ metadata: { finalizers = [] } }: KubeObject) => {
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

/** One resource whose objects go into the graph. */
class Collected implements Source {
  readonly client: Client<KubeObject>
  readonly #graph: OwnerGraph
  /** its place among the resources */
  readonly #at: number

  constructor(client: Client<KubeObject>, graph: OwnerGraph, at: number) {
    this.client = client
    this.#graph = graph
    this.#at = at
  }

  concerns(row: Row, deleted: boolean): boolean {
    if (!this.#graph.isEmpty) return true
    if (deleted) return false
    // most objects have no owners: where they are not decoded, their bytes say so for a twentieth of what that costs
    return this.client.isDecoded(row) || MARKS.some((mark) => row.value.includes(mark))
  }

  keyFor(object: KubeObject, deleted: boolean): string | readonly string[] | undefined {
    return deleted ? this.#graph.forget(object) : this.#graph.observe(this.#at, object)
  }
}

export const garbageCollector = ({ resources, clock, log }: GarbageCollectorParts): Controller => {
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
