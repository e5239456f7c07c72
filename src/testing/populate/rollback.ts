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

export type Rollback = ReturnType<typeof startRollback>

export const startRollback = ({ store, registries }: RollbackStorage) => {
  const writes = new Map<string, RecordedWrite>()

  const restore = async ({ key, value }: Row, expected: number): Promise<void> => {
    try {
      await store.update(key, expected, objectValues.bare(value))
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }

  const remove = async (collection: Collection, key: string): Promise<void> => {
    for (let row = collection.latest(key); row !== undefined; row = collection.latest(key)) {
      try {
        await store.delete(key, row.revision, objectValues.bare(row.value))
        return
      } catch (error) {
        if (!isOvertaken(error)) throw error
      }
    }
  }

  const removeContent = (key: string): Promise<void>[] => {
    if (!key.startsWith(NAMESPACE)) return []
    const namespace = key.slice(NAMESPACE.length)
    return registries.flatMap(({ resource: { namespaced, storagePrefix } }) => {
      if (!namespaced) return []
      const collection = store.collection(storagePrefix)
      return collection
        .latestRows()
        .filter((row) => row.key.startsWith(`${storagePrefix}${namespace}/`))
        .map((row) => remove(collection, row.key))
    })
  }

  return {
    /** Must be called before the write. The returned function takes the result of each write. */
    begin: ({ resource, namespace, name }: ObjectLocation): ((written: KubeObject) => void) => {
      const { group } = parseApiVersion(resource.apiVersion)
      const { resource: stored } = registries.find(
        (one) => one.resource.group === group && one.resource.resource === resource.plural,
      )!
      const key = objectKey(stored, namespace, name)
      const collection = store.collection(stored.storagePrefix)
      const before = collection.latest(key)
      return ({ metadata }) => {
        const revision = Number(metadata.resourceVersion)
        if (revision === before?.revision) return
        const first = writes.get(key)
        writes.set(key, {
          collection,
          before: first === undefined ? before : first.before,
          revision,
        })
      }
    },

    /**
     * Deletes new objects, including the content of new namespaces, and restores changed objects
     * unless another client has changed them since.
     */
    undo: async (): Promise<void> => {
      const undone = [...writes].flatMap(([key, { collection, before, revision }]) =>
        before === undefined
          ? [remove(collection, key), ...removeContent(key)]
          : [restore(before, revision)],
      )
      await Promise.all(undone)
    },
  }
}
