import type { KubeObject } from '../../apimachinery/meta.ts'
import type { CachedRow, ChangeCursor, ObjectChange } from '../../controllers/object-client.ts'
import { keyOf } from '../../controllers/object-controller.ts'

export interface CachedObject extends CachedRow {
  readonly object: KubeObject
}

/** Replaces an object's JSON in rows. Every search of it succeeds, so no object is skipped. */
const UNSEARCHED = { includes: () => true }

export type RemoteCache = ReturnType<typeof remoteCache>

/** Caches a resource of another API server. Adds apiVersion and kind, which list items lack. */
export const remoteCache = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>) => {
  const rows = new Map<string, CachedObject>()
  const cursors = new Set<(change: ObjectChange) => void>()
  let changes = 0
  const tell = (type: ObjectChange['type'], row: CachedObject): void => {
    changes++
    for (const push of cursors) push({ type, row })
  }
  const forget = (row: CachedObject | undefined): void => {
    if (row === undefined) return
    rows.delete(row.key)
    tell('DELETED', row)
  }
  return {
    get lastChange(): number {
      return changes
    },
    get: (key: string): KubeObject | undefined => rows.get(key)?.object,
    rows: (namespace: string): readonly CachedObject[] => {
      const all = [...rows.values()]
      return namespace === '' ? all : all.filter(({ key }) => key.startsWith(`${namespace}/`))
    },
    /** The cursor starts with all objects, and merges unread changes of an object. */
    cursor: (): ChangeCursor => {
      /** by the object's key; a deletion by a number, since a new object may have the same key */
      const pending = new Map<string | number, ObjectChange>(
        Array.from(rows.values(), (row) => [row.key, { type: 'ADDED', row }]),
      )
      let deletions = 0
      let close = (): void => undefined
      return {
        start: (reader) => {
          const push = (change: ObjectChange): void => {
            const { key } = change.row
            pending.delete(key)
            pending.set(change.type === 'DELETED' ? deletions++ : key, change)
            reader.wake()
          }
          cursors.add(push)
          close = () => void cursors.delete(push)
        },
        close: () => close(),
        read: (limit) => {
          const items: ObjectChange[] = []
          for (const [key, change] of pending) {
            if (items.length === limit) return { items, more: true }
            items.push(change)
            pending.delete(key)
          }
          return { items, more: false }
        },
      }
    },
    /**
     * Drops managedFields, which a server keeps if an update omits them (`managedfields/internal`).
     */
    put: (object: KubeObject): void => {
      const { managedFields: _, ...metadata } = object.metadata
      const key = keyOf(object)
      const before = rows.get(key)
      const revision = Number(metadata.resourceVersion)
      if (before?.revision === revision) return
      const isSame = before?.object.metadata.uid === metadata.uid
      // if another object had the key, its deletion was missed
      if (!isSame) forget(before)
      const stored = { ...object, apiVersion, kind, metadata }
      const row: CachedObject = { key, revision, object: stored, value: UNSEARCHED }
      rows.set(key, row)
      tell(before !== undefined && isSame ? 'MODIFIED' : 'ADDED', row)
    },
    remove: (object: KubeObject): void => forget(rows.get(keyOf(object))),
    retain: (keys: ReadonlySet<string>): void => {
      for (const row of rows.values()) if (!keys.has(row.key)) forget(row)
    },
  }
}
