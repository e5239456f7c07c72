import { compareKeys } from '../key-order.ts'
import { closed } from '../failures.ts'
import { type Entry, type SavedSnapshot, type Snapshots, StoreError } from '../store.ts'

export interface MemorySnapshot extends Pick<SavedSnapshot, 'note' | 'revision'> {
  readonly rows: Map<string, Buffer>
}

export const memorySnapshots = (
  kept: Map<string, MemorySnapshot>,
  isOpen: () => boolean,
): Snapshots => {
  const assertOpen = (): void => {
    if (!isOpen()) throw closed()
  }
  const rowsOf = (entries: readonly Entry[]): [string, Buffer][] =>
    entries.map(({ key, value }) => [key, value])
  return {
    all() {
      assertOpen()
      return [...kept]
        .map(([name, { note, revision, rows }]) => ({ name, note, revision, size: rows.size }))
        .sort((a, b) => compareKeys(a.name, b.name))
    },
    entries(name) {
      assertOpen()
      return [...(kept.get(name)?.rows ?? [])]
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => compareKeys(a.key, b.key))
    },
    put(name, { note, revision, entries }) {
      assertOpen()
      kept.set(name, { note, revision, rows: new Map(rowsOf(entries)) })
    },
    add(name, entries) {
      assertOpen()
      const rows = kept.get(name)?.rows
      if (rows === undefined) throw new StoreError('unavailable', 'there is no such snapshot')
      for (const [key, value] of rowsOf(entries)) rows.set(key, value)
    },
    remove(name) {
      assertOpen()
      return kept.delete(name)
    },
  }
}
