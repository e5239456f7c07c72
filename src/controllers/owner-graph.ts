/** Nodes: objects with owners, and terminating objects with one of the finalizers below. */
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

export type OwnerGraph = ReturnType<typeof ownerGraph>

export const ownerGraph = () => {
  const nodes = new Map<string, GraphNode>()
  const dependents = new Map<string, Set<string>>()
  const unlink = ({ uid, owners }: GraphNode): void => {
    for (const owner of owners) {
      const linked = dependents.get(owner)
      linked?.delete(uid)
      if (linked?.size === 0) dependents.delete(owner)
    }
  }
  const known = (uids: Iterable<string>): string[] => [...uids].filter((uid) => nodes.has(uid))
  const remove = (node: GraphNode): string[] => {
    unlink(node)
    nodes.delete(node.uid)
    return known(node.owners)
  }
  return {
    get isEmpty(): boolean {
      return nodes.size === 0
    },
    get: (uid: string): GraphNode | undefined => nodes.get(uid),
    dependentsOf: (uid: string): GraphNode[] =>
      [...(dependents.get(uid) ?? [])].map((dependent) => nodes.get(dependent)!),
    /** Adds, updates or removes an object's node. Returns the uids of the objects to check. */
    observe: (source: CollectedResource, object: KubeObject): string[] => {
      const { uid = '', namespace = '', name = '', ownerReferences = [] } = object.metadata
      const waits = isOrphaning(object) || isDeletingDependents(object)
      const before = nodes.get(uid)
      if (ownerReferences.length === 0 && !waits) return before === undefined ? [] : remove(before)
      const owners = new Set(ownerReferences.map((reference) => reference.uid))
      if (before !== undefined) unlink(before)
      nodes.set(uid, { uid, source, namespace, name, owners })
      for (const owner of owners) {
        const linked = dependents.get(owner)
        if (linked === undefined) dependents.set(owner, new Set([uid]))
        else linked.add(uid)
      }
      return [
        uid,
        ...known(before?.owners ?? []),
        ...known(owners),
        ...(waits ? (dependents.get(uid) ?? []) : []),
      ]
    },
    /** Removes the node of a deleted object. Returns the uids of the objects to check. */
    forget: ({ metadata: { uid = '' } }: KubeObject): string[] => {
      const node = nodes.get(uid)
      return [...(dependents.get(uid) ?? []), ...(node === undefined ? [] : remove(node))]
    },
  }
}
