/** The objects of a resource of another API server, with cursors over their changes. */
import type { KubeObject } from '../../../apimachinery/meta.ts'

export interface CachedObject {
  readonly key: string
  readonly revision: number
  readonly object: KubeObject
  readonly value: typeof UNSEARCHED
}

/** Stands for a row's bytes: every search by the garbage collector succeeds. */
const UNSEARCHED = { includes: () => true }

interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly row: CachedObject
}

interface Waker {
  wake(): void
}

/** Unread changes; of several changes to an object, only the last is kept. */
class RemoteCursor {
  readonly #cursors: Set<RemoteCursor>
  /** by key; deletions by number, since a new object may take the key */
  readonly #pending: Map<string | number, ObjectChange>
  #deletions = 0
  #reader: Waker | undefined

  constructor(cursors: Set<RemoteCursor>, rows: Iterable<CachedObject>) {
    this.#cursors = cursors
    this.#pending = new Map(Array.from(rows, (row) => [row.key, { type: 'ADDED', row }]))
  }

  start(reader: Waker): void {
    this.#reader = reader
    this.#cursors.add(this)
  }

  close(): void {
    this.#cursors.delete(this)
    this.#reader = undefined
  }

  push(change: ObjectChange): void {
    const { key } = change.row
    this.#pending.delete(key)
    this.#pending.set(change.type === 'DELETED' ? this.#deletions++ : key, change)
    this.#reader?.wake()
  }

  read(limit: number): { items: readonly ObjectChange[]; more: boolean } {
    const items: ObjectChange[] = []
    for (const [key, change] of this.#pending) {
      if (items.length === limit) return { items, more: true }
      items.push(change)
      this.#pending.delete(key)
    }
    return { items, more: false }
  }
}

export const rowKey = (name: string, namespace: string): string => `${namespace}/${name}`

const keyOfObject = ({ metadata: { name = '', namespace = '' } }: KubeObject): string =>
  rowKey(name, namespace)

export class RemoteCache {
  readonly #type: Pick<KubeObject, 'apiVersion' | 'kind'>
  readonly #rows = new Map<string, CachedObject>()
  readonly #cursors = new Set<RemoteCursor>()
  #changes = 0

  /** `type`: that of the objects; list items lack it */
  constructor({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>) {
    this.#type = { apiVersion, kind }
  }

  get lastChange(): number {
    return this.#changes
  }

  get(key: string): KubeObject | undefined {
    return this.#rows.get(key)?.object
  }

  rows(namespace: string): readonly CachedObject[] {
    const all = [...this.#rows.values()]
    return namespace === '' ? all : all.filter(({ key }) => key.startsWith(`${namespace}/`))
  }

  cursor(): RemoteCursor {
    return new RemoteCursor(this.#cursors, this.#rows.values())
  }

  /**
   * Keeps an object without managedFields, which a server keeps if an update omits them
   * (`managedfields/internal`).
   */
  put(object: KubeObject): void {
    const { managedFields: _, ...metadata } = object.metadata
    const key = keyOfObject(object)
    const before = this.#rows.get(key)
    const revision = Number(metadata.resourceVersion)
    if (before?.revision === revision) return
    const isSame = before && before.object.metadata.uid === metadata.uid
    // the old object's deletion was missed
    if (isSame === false) this.#forget(before!)
    const stored = { ...object, ...this.#type, metadata }
    const row: CachedObject = { key, revision, object: stored, value: UNSEARCHED }
    this.#rows.set(key, row)
    this.#tell({ type: isSame === true ? 'MODIFIED' : 'ADDED', row })
  }

  remove(object: KubeObject): void {
    const row = this.#rows.get(keyOfObject(object))
    if (row !== undefined) this.#forget(row)
  }

  retain(keys: ReadonlySet<string>): void {
    for (const row of this.#rows.values()) if (!keys.has(row.key)) this.#forget(row)
  }

  #forget(row: CachedObject): void {
    this.#rows.delete(row.key)
    this.#tell({ type: 'DELETED', row })
  }

  #tell(change: ObjectChange): void {
    this.#changes++
    for (const cursor of this.#cursors) cursor.push(change)
  }
}
