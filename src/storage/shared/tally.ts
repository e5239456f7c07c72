import type { Change, Entry, Snapshots } from '../store.ts'

export const bytesOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { value }) => sum + value.length, 0)

export type Tally = ReturnType<typeof newTally>

export const newTally = () => {
  let objects = 0
  let bytes = 0
  const snapshots = new Map<string, number>()
  let snapshotBytes = 0
  let reserved = 0

  const keep = (name: string, entries: readonly Entry[]): void => {
    const added = bytesOf(entries)
    snapshots.set(name, (snapshots.get(name) ?? 0) + added)
    snapshotBytes += added
  }

  const add = (changes: readonly Change[], sign: 1 | -1): void => {
    for (const { type, row, previous } of changes) {
      const isThere = type === 'put'
      objects += sign * (Number(isThere) - Number(previous !== undefined))
      bytes += sign * ((isThere ? row.value.length : 0) - (previous?.value.length ?? 0))
    }
  }

  return {
    get objects() {
      return objects
    },
    /** size of the values of objects and snapshots, plus reserved bytes */
    get bytes() {
      return bytes + snapshotBytes + reserved
    },
    /** includes reserved bytes; a key added twice to a snapshot counts twice */
    get snapshotBytes() {
      return snapshotBytes + reserved
    },
    begin(rows: readonly Entry[], saved: Pick<Snapshots, 'all' | 'entries'>): void {
      objects = rows.length
      bytes = bytesOf(rows)
      for (const { name } of saved.all()) keep(name, saved.entries(name))
    },
    keep,
    forget(name: string): void {
      snapshotBytes -= snapshots.get(name) ?? 0
      snapshots.delete(name)
    },
    reserve(added: number) {
      reserved += added
      return (): void => {
        reserved -= added
      }
    },
    count: (changes: readonly Change[]) => add(changes, 1),
    uncount: (changes: readonly Change[]) => add(changes, -1),
  }
}
