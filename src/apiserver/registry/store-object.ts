import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Row } from '../../storage/store.ts'
import { withMetadata } from './metadata.ts'
import type { RegistryState } from './state.ts'

/**
 * Writes an object: creates it, or puts it in the place of the row `stored`. Resolves with it as it is now, once it is durable;
 * rejects with what the store rejects with. Its decoded form is in the cache before the commit wakes those who follow the resource,
 * who would decode the bytes.
 */
export const storeObject = async <T extends KubeObject>(
  { store, collection, objects }: RegistryState<T>,
  { key, object, source, stored }: { key: string; object: T; source: Buffer; stored?: Row },
): Promise<{ readonly row: Row; readonly object: T }> => {
  const writing =
    stored === undefined ? store.create(key, source) : store.update(key, stored.revision, source)
  const row = collection.latest(key)
  // refused at once, or of a store that gives no revision before it is stored
  if (row === undefined || row === stored) {
    const later = await writing
    const shown = withMetadata(object, { resourceVersion: String(later.revision) })
    objects.put(later, shown)
    if (stored !== undefined) objects.replaced(stored)
    return { row: later, object: shown }
  }
  const written = withMetadata(object, { resourceVersion: String(row.revision) })
  objects.put(row, written)
  try {
    await writing
  } catch (error) {
    objects.forget(row)
    throw error
  }
  if (stored !== undefined) objects.replaced(stored)
  return { row, object: written }
}
