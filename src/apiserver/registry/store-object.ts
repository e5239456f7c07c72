/** The writes to the store. They reject with the errors of {@link writeError}. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Row } from '../../storage/store.ts'
import { encodeObject } from './encoding.ts'
import { writeError } from './errors.ts'
import { withMetadata } from './metadata.ts'
import type { RegistryState } from './state.ts'

interface Stored<T> {
  readonly row: Row
  readonly object: T
}

const storedAs = <T extends KubeObject>(row: Row, object: T): Stored<T> => ({
  row,
  object: withMetadata(object, { resourceVersion: String(row.revision) }),
})

/**
 * Creates an object, or replaces the row `stored`. Caches the decoded form before the commit wakes
 * watchers, which would otherwise decode the bytes.
 */
export const storeObject = async <T extends KubeObject>(
  { store, collection, objects, groupResource }: RegistryState<T>,
  { key, object, source, stored }: { key: string; object: T; source: Buffer; stored?: Row },
): Promise<Stored<T>> => {
  const writing =
    stored === undefined ? store.create(key, source) : store.update(key, stored.revision, source)
  const row = collection.latest(key)
  // no new row: the write failed at once, or the engine assigns the revision on commit
  const early = row === undefined || row === stored ? undefined : storedAs(row, object)
  if (early !== undefined) objects.put(early.row, early.object)
  try {
    const later = await writing
    const written = early ?? storedAs(later, object)
    if (early === undefined) objects.put(later, written.object)
    if (stored !== undefined) objects.replaced(stored)
    return written
  } catch (error) {
    if (early !== undefined) objects.forget(early.row)
    throw writeError(error, groupResource, object.metadata.name ?? '')
  }
}

/** Deletes the row `stored`; `object` is the last state, for the delete event. */
export const removeObject = async <T extends KubeObject>(
  { store, objects, groupResource }: RegistryState<T>,
  object: T,
  stored: Row,
): Promise<Stored<T>> => {
  try {
    const row = await store.delete(stored.key, stored.revision, encodeObject(object))
    objects.replaced(stored)
    return storedAs(row, object)
  } catch (error) {
    throw writeError(error, groupResource, object.metadata.name ?? '')
  }
}
