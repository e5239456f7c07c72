/** The objects of one resource as controllers see them, in this process or over HTTP. */
import type { KubeObject, ObjectMeta } from '../apimachinery/meta.ts'
import type { Deletion } from '../apiserver/registry/delete.ts'

export interface CachedRow {
  /** ends in `/NAME` */
  readonly key: string
  readonly revision: number
  /** the object's JSON; in a remote client's rows, a stand-in whose `includes` is always true */
  readonly value: { includes(text: string): boolean }
}

export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly row: CachedRow
}

/** Changes of a resource, beginning with an ADDED change for each existing object. */
export interface ChangeCursor {
  /** `readOn`: called before the store drops history, to read all changes in time */
  start(reader: { wake(): void; readOn?(): void }): void
  /** Throws the 410 StatusError if unread history is gone. */
  read(limit: number): { readonly items: readonly ObjectChange[]; readonly more: boolean }
  close(): void
}

/** undefined removes a field */
export type OwnershipChange = {
  readonly [F in 'ownerReferences' | 'finalizers']?: ObjectMeta[F] | undefined
}

/**
 * Methods throw StatusErrors; those of remote clients also throw ConnectionErrors. The cache of a
 * remote client lags behind the client's own writes.
 */
export interface ObjectClient<T extends KubeObject> {
  /** settles once the cache is complete; undefined: complete */
  readonly synced?: Promise<void> | undefined
  /** grows with each change in the cache */
  readonly lastChange: number
  cached(name: string, namespace?: string): T | undefined
  /** Reads from the API server. */
  live(name: string, namespace?: string): Promise<T | undefined>
  /** default: all namespaces */
  rows(namespace?: string): readonly CachedRow[]
  list(namespace?: string): T[]
  watch(): ChangeCursor
  decode(row: CachedRow): T
  create(object: T, namespace?: string): Promise<T>
  /** `resourceVersion` must be the stored one. */
  update(object: T, subresource?: string): Promise<T>
  /** Like {@link update}; works even if the cache has only metadata. */
  updateOwnership(object: T, change: OwnershipChange): Promise<T>
  apply(config: T, options: { readonly fieldManager: string; readonly force: boolean }): Promise<T>
  delete(name: string, namespace?: string, options?: Deletion): Promise<void>
}

/** Remote clients list and watch only these objects. */
export interface ListScope {
  readonly namespace?: string
  readonly fieldSelector?: string
}

/** `resource`: such as `secrets` or `rbac.authorization.k8s.io/clusterroles` */
export interface Clients {
  /** `name`: of a service account */
  account<T extends KubeObject>(name: string, resource: string, only?: ListScope): ObjectClient<T>
  /** acts as kube-controller-manager */
  manager<T extends KubeObject>(name: string, resource: string, only?: ListScope): ObjectClient<T>
  /** acts as csrlab, for work that no real controller does */
  own<T extends KubeObject>(resource: string): ObjectClient<T>
}
