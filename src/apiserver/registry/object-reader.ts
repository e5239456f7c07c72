import type { KubeObject } from '../../apimachinery/meta.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import type { ObjectStore, Row } from '../../storage/store.ts'
import { DecodedRows } from './decoded-rows.ts'
import { storageForm } from './form.ts'
import { listPrefix, objectKey } from './keys.ts'
import type { ListHistory } from './list-history.ts'
import { ObjectCache } from './object-cache.ts'
import type { Resource } from './resource.ts'
import type { ReadState } from './state.ts'
import { Watcher, type WatchRequest } from './watcher.ts'

export class ObjectReader<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>
  readonly state: ReadState<T>

  constructor(state: ReadState<T>) {
    this.resource = state.resource
    this.state = state
  }

  /** Returns the decoded row, which is shared and must not be changed. */
  decode(row: Row): T {
    return this.state.objects.get(row)
  }

  find(namespace: string, name: string): Row | undefined {
    return this.state.collection.get(objectKey(this.resource, namespace, name))
  }

  /** Returns the newest state of an object, even if it is not yet committed. */
  latest(namespace: string, name: string): T | undefined {
    const row = this.state.collection.latest(objectKey(this.resource, namespace, name))
    return row === undefined ? undefined : this.decode(row)
  }

  /** The first `limit` names of a cluster-scoped resource, sorted. */
  names(limit: number): string[] {
    const { storagePrefix } = this.resource
    return this.state.collection
      .list({ limit })
      .rows.map(({ key }) => key.slice(storagePrefix.length))
  }

  /** The committed rows of a namespace ('' for all). */
  all(namespace = ''): { revision: number; rows: readonly Row[] } {
    return this.state.collection.list({ prefix: listPrefix(this.resource, namespace) })
  }

  watch(request: WatchRequest): Watcher<T> {
    return new Watcher(this.state, request)
  }
}

interface ReaderSources {
  readonly store: ObjectStore
  readonly schema: StructSchema
  /** the cache that a server's readers share; default: a new cache */
  readonly decoded?: DecodedRows
  /** limits the revisions that lists may request; default: all revisions in the store */
  readonly listHistory?: ListHistory
}

export const openReader = <T extends KubeObject>(
  resource: Resource<T>,
  { store, schema, decoded = new DecodedRows(), listHistory }: ReaderSources,
): ObjectReader<T> => {
  const collection = store.collection(resource.storagePrefix)
  return new ObjectReader({
    resource,
    schema,
    form: storageForm(resource, schema),
    store,
    collection,
    objects: new ObjectCache(schema, collection, decoded),
    listHistory,
  })
}
