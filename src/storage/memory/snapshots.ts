import { compareKeys } from '../key-order.ts'
import { type Entry, type SavedSnapshot, type Snapshots, StoreError } from '../store.ts'

export interface MemorySnapshot extends Pick<SavedSnapshot, 'note' | 'revision'> {
  readonly rows: Map<string, Buffer>
}

const rowsOf = (entries: readonly Entry[]): [string, Buffer][] =>
  entries.map(({ key, value }) => [key, value])

export const memorySnapshots = (kept = new Map<string, MemorySnapshot>()): Snapshots => ({
  all: () =>
    [...kept]
      .map(([name, { note, revision, rows }]) => ({ name, note, revision, size: rows.size }))
      .sort((a, b) => compareKeys(a.name, b.name)),
  entries: (name) =>
    [...(kept.get(name)?.rows ?? [])]
      .map(([key, value]) => ({ key, value }))
      .sort((a, b) => compareKeys(a.key, b.key)),
  put(name, { note, revision, entries }) {
    kept.set(name, { note, revision, rows: new Map(rowsOf(entries)) })
  },
  add(name, entries) {
    const rows = kept.get(name)?.rows
    if (rows === undefined) throw new StoreError('unavailable', 'there is no such snapshot')
    for (const [key, value] of rowsOf(entries)) rows.set(key, value)
  },
  remove: (name) => kept.delete(name),
})
