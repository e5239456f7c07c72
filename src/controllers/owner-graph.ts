/** Nodes: objects with owners, and deleted objects with one of the finalizers below. */
import type { KubeObject } from '../apimachinery/meta.ts'
import type { CollectedResource } from './collected-resources.ts'

/** the finalizer of objects that wait until their dependents are released */
export const ORPHAN = 'orphan'
/** the finalizer of objects that wait until their blocking dependents are gone */
export const FOREGROUND = 'foregroundDeletion'

export interface GraphNode {
  readonly uid: string
  readonly source: CollectedResource
  readonly namespace: string
  readonly name: string
  readonly owners: ReadonlySet<string>
}

const hasFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)

export const isOrphaning = (object: KubeObject): boolean => hasFinalizer(object, ORPHAN)

export const isDeletingDependents = (object: KubeObject): boolean =>
  hasFinalizer(object, FOREGROUND)

export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>()
  readonly #dependents = new Map<string, Set<string>>()

  get isEmpty(): boolean {
    return this.#nodes.size === 0
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid)
  }

  dependentsOf(uid: string): GraphNode[] {
    return [...(this.#dependents.get(uid) ?? [])].map((dependent) => this.#nodes.get(dependent)!)
  }

  /** Returns the uids that may have work now. */
  observe(source: CollectedResource, object: KubeObject): string[] {
    const { uid = '', namespace = '', name = '', ownerReferences = [] } = object.metadata
    const waits = isOrphaning(object) || isDeletingDependents(object)
    const before = this.#nodes.get(uid)
    if (ownerReferences.length === 0 && !waits) {
      return before === undefined ? [] : this.#remove(before)
    }
    const owners = new Set(ownerReferences.map((reference) => reference.uid))
    if (before !== undefined) this.#unlink(before)
    this.#nodes.set(uid, { uid, source, namespace, name, owners })
    for (const owner of owners) {
      const dependents = this.#dependents.get(owner)
      if (dependents === undefined) this.#dependents.set(owner, new Set([uid]))
      else dependents.add(uid)
    }
    return [
      uid,
      ...this.#known(before?.owners ?? []),
      ...this.#known(owners),
      ...(waits ? (this.#dependents.get(uid) ?? []) : []),
    ]
  }

  forget({ metadata: { uid = '' } }: KubeObject): string[] {
    const node = this.#nodes.get(uid)
    return [...(this.#dependents.get(uid) ?? []), ...(node === undefined ? [] : this.#remove(node))]
  }

  #remove(node: GraphNode): string[] {
    this.#unlink(node)
    this.#nodes.delete(node.uid)
    return this.#known(node.owners)
  }

  #unlink({ uid, owners }: GraphNode): void {
    for (const owner of owners) {
      const dependents = this.#dependents.get(owner)
      dependents?.delete(uid)
      if (dependents?.size === 0) this.#dependents.delete(owner)
    }
  }

  #known(uids: Iterable<string>): string[] {
    return [...uids].filter((uid) => this.#nodes.has(uid))
  }
}
