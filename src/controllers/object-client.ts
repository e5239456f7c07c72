/** The objects of one resource as controllers see them, in this process or over HTTP. */
import type { KubeObject, ObjectMeta } from '../apimachinery/meta.ts'
import type { Deletion } from '../apiserver/registry/delete.ts'

export interface CachedRow {
  /** ends in `/NAME` */
  readonly key: string
  readonly revision: number
  /** JSON */
  readonly value: { includes(text: string): boolean }
}

export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly row: CachedRow
}

/** A cursor over the changes of a resource; it starts with all objects as ADDED. */
export interface ChangeCursor {
  /** Calls `wake` when there may be changes, `readOn` before all history is replaced. */
  start(reader: { wake(): void; readOn?(): void }): void
  /** Reads at most `limit` changes. Throws the 410 StatusError if unread history is gone. */
  read(limit: number): { readonly items: readonly ObjectChange[]; readonly more: boolean }
  close(): void
}

/** Metadata that the garbage collector changes; undefined removes a field. */
export type OwnershipChange = {
  readonly [F in 'ownerReferences' | 'finalizers']?: ObjectMeta[F] | undefined
}

/**
 * Methods throw StatusErrors, and remote ones also ConnectionErrors. A remote cache lags behind the
 * client's own writes.
 */
export interface ObjectClient<T extends KubeObject> {
  /** settles once the cache is complete; undefined if it already is */
  readonly synced?: Promise<void> | undefined
  /** grows with each change in the cache */
  readonly lastChange: number
  cached(name: string, namespace?: string): T | undefined
  /** Reads an object from the API server itself; undefined: none. */
  live(name: string, namespace?: string): Promise<T | undefined>
  /** The rows in the cache, of one namespace or of all, for {@link decode}. */
  rows(namespace?: string): readonly CachedRow[]
  list(namespace?: string): T[]
  watch(): ChangeCursor
  decode(row: CachedRow): T
  create(object: T, namespace?: string): Promise<T>
  /** Replaces an object whose resourceVersion must be the stored one. */
  update(object: T, subresource?: string): Promise<T>
  /** Like {@link update}; works even if the cache has only metadata. */
  updateOwnership(object: T, change: OwnershipChange): Promise<T>
  apply(config: T, options: { readonly fieldManager: string; readonly force: boolean }): Promise<T>
  delete(name: string, namespace?: string, options?: Deletion): Promise<void>
}

/** Some of a resource's objects; remote clients list and watch only these. */
export interface ListScope {
  readonly namespace?: string
  readonly fieldSelector?: string
}

/**
 * Clients of controllers. `resource`: a plural name, with the group before a slash: `secrets`,
 * `rbac.authorization.k8s.io/clusterroles`.
 */
export interface Clients {
  /** A client with a controller's service account. */
  account<T extends KubeObject>(name: string, resource: string, only?: ListScope): ObjectClient<T>
  /** A client of kube-controller-manager itself. */
  manager<T extends KubeObject>(name: string, resource: string, only?: ListScope): ObjectClient<T>
  /** A client of csrlab itself, for work that no real controller does. */
  own<T extends KubeObject>(resource: string): ObjectClient<T>
}
