import { type KubeObject, parseApiVersion } from '../../apimachinery/meta.ts'
import type { ObjectLocation } from '../../apiserver/client/reference.ts'
import { objectValues } from '../../apiserver/registry/encoding.ts'
import { objectKey } from '../../apiserver/registry/keys.ts'
import type { Registry } from '../../apiserver/registry/registry.ts'
import { isOvertaken } from '../../storage/create-once.ts'
import type { Collection, Row, Store } from '../../storage/store.ts'

export interface RollbackStorage {
  readonly store: Pick<Store, 'collection' | 'delete' | 'update'>
  readonly registries: readonly Registry[]
}

interface RecordedWrite {
  readonly collection: Collection
  /** undefined: the object is new */
  readonly before: Row | undefined
  /** of the last write */
  readonly revision: number
}

const NAMESPACE = '/registry/namespaces/'

export class Rollback {
  readonly #storage: RollbackStorage
  readonly #writes = new Map<string, RecordedWrite>()

  constructor(storage: RollbackStorage) {
    this.#storage = storage
  }

  /** Must be called before the write. The returned function takes the result of each write. */
  begin({ resource, namespace, name }: ObjectLocation): (written: KubeObject) => void {
    const { group } = parseApiVersion(resource.apiVersion)
    const { resource: stored } = this.#storage.registries.find(
      (one) => one.resource.group === group && one.resource.resource === resource.plural,
    )!
    const key = objectKey(stored, namespace, name)
    const collection = this.#storage.store.collection(stored.storagePrefix)
    const before = collection.latest(key)
    return ({ metadata }) => {
      const revision = Number(metadata.resourceVersion)
      if (revision === before?.revision) return
      const first = this.#writes.get(key)
      this.#writes.set(key, {
        collection,
        before: first === undefined ? before : first.before,
        revision,
      })
    }
  }

  /**
   * Deletes new objects, including the content of new namespaces, and restores objects that have
   * not changed since.
   */
  async undo(): Promise<void> {
    const undone = [...this.#writes].flatMap(([key, { collection, before, revision }]) =>
      before === undefined
        ? [this.#delete(collection, key), ...this.#deleteContent(key)]
        : [this.#restore(before, revision)],
    )
    await Promise.all(undone)
  }

  async #restore({ key, value }: Row, expected: number): Promise<void> {
    try {
      await this.#storage.store.update(key, expected, objectValues.bare(value))
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }

  async #delete(collection: Collection, key: string): Promise<void> {
    for (let row = collection.latest(key); row !== undefined; row = collection.latest(key)) {
      try {
        await this.#storage.store.delete(key, row.revision, objectValues.bare(row.value))
        return
      } catch (error) {
        if (!isOvertaken(error)) throw error
      }
    }
  }

  #deleteContent(key: string): Promise<void>[] {
    if (!key.startsWith(NAMESPACE)) return []
    const namespace = key.slice(NAMESPACE.length)
    return this.#storage.registries.flatMap(({ resource: { namespaced, storagePrefix } }) => {
      if (!namespaced) return []
      const collection = this.#storage.store.collection(storagePrefix)
      return collection
        .latestRows()
        .filter((row) => row.key.startsWith(`${storagePrefix}${namespace}/`))
        .map((row) => this.#delete(collection, row.key))
    })
  }
}
