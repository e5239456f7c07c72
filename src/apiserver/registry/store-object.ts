import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Row } from '../../storage/store.ts'
import { withMetadata } from './metadata.ts'
import type { RegistryState } from './state.ts'

/**
 * Creates an object, or replaces the row `stored`. Resolves with the written object once it is
 * durable; rejects with the store's errors. Caches the decoded form before the commit wakes
 * watchers, which would otherwise decode the bytes.
 */
export const storeObject = async <T extends KubeObject>(
  { store, collection, objects }: RegistryState<T>,
  { key, object, source, stored }: { key: string; object: T; source: Buffer; stored?: Row },
): Promise<{ readonly row: Row; readonly object: T }> => {
  const writing =
    stored === undefined ? store.create(key, source) : store.update(key, stored.revision, source)
  const row = collection.latest(key)
  // the write failed at once, or the engine assigns the revision when it stores
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
