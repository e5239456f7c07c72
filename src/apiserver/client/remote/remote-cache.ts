/**
 * The objects of a resource of another API server, as JSON texts, with cursors over their changes.
 */
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** Number of cached decoded objects: several controllers read each change soon after it. */
const KEPT_DECODED = 500

interface CachedText {
  readonly key: string
  readonly revision: number
  readonly value: string
}

interface TextChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly row: CachedText
}

interface Waker {
  wake(): void
}

/** Unread changes; of several changes to an object, only the last is kept. */
class RemoteCursor {
  readonly #cursors: Set<RemoteCursor>
  /** by key; deletions by number, since a new object may take the key */
  readonly #pending: Map<string | number, TextChange>
  #deletions = 0
  #reader: Waker | undefined

  constructor(cursors: Set<RemoteCursor>, rows: Iterable<CachedText>) {
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

  push(change: TextChange): void {
    const { key } = change.row
    this.#pending.delete(key)
    this.#pending.set(change.type === 'DELETED' ? this.#deletions++ : key, change)
    this.#reader?.wake()
  }

  read(limit: number): { items: readonly TextChange[]; more: boolean } {
    const items: TextChange[] = []
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

/** `stored` returns the part of an object to cache. */
export class RemoteCache<T extends KubeObject> {
  readonly #stored: (object: T) => T
  readonly #rows = new Map<string, CachedText>()
  readonly #cursors = new Set<RemoteCursor>()
  readonly #decoded = new Map<CachedText, T>()
  #changes = 0

  constructor(stored: (object: T) => T) {
    this.#stored = stored
  }

  get lastChange(): number {
    return this.#changes
  }

  get(key: string): CachedText | undefined {
    return this.#rows.get(key)
  }

  rows(namespace: string): readonly CachedText[] {
    const all = [...this.#rows.values()]
    return namespace === '' ? all : all.filter(({ key }) => key.startsWith(`${namespace}/`))
  }

  cursor(): RemoteCursor {
    return new RemoteCursor(this.#cursors, this.#rows.values())
  }

  decode(row: CachedText): T {
    const known = this.#decoded.get(row)
    return known ?? this.#keep(row, JSON.parse(row.value) as T)
  }

  put(object: T): void {
    const key = keyOfObject(object)
    const before = this.#rows.get(key)
    const revision = Number(object.metadata.resourceVersion)
    if (before?.revision === revision) return
    const isSame = before && this.decode(before).metadata.uid === object.metadata.uid
    // the old object's deletion was missed
    if (isSame === false) this.#forget(before!)
    const stored = this.#stored(object)
    const row: CachedText = { key, revision, value: JSON.stringify(stored) }
    this.#keep(row, stored)
    this.#rows.set(key, row)
    this.#tell({ type: isSame === true ? 'MODIFIED' : 'ADDED', row })
  }

  remove(object: T): void {
    const row = this.#rows.get(keyOfObject(object))
    if (row !== undefined) this.#forget(row)
  }

  retain(keys: ReadonlySet<string>): void {
    for (const row of this.#rows.values()) if (!keys.has(row.key)) this.#forget(row)
  }

  #forget(row: CachedText): void {
    this.#rows.delete(row.key)
    this.#tell({ type: 'DELETED', row })
  }

  #tell(change: TextChange): void {
    this.#changes++
    for (const cursor of this.#cursors) cursor.push(change)
  }

  #keep(row: CachedText, object: T): T {
    this.#decoded.set(row, object)
    if (this.#decoded.size > KEPT_DECODED) this.#decoded.delete(this.#decoded.keys().next().value!)
    return object
  }
}
