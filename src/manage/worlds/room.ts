/** How much a cluster that has limits may keep in snapshots: what they hold counts as its objects do. */
import { exceeded, type Holding } from '../../admission/held-quota.ts'
import { forbiddenResource, type StatusError } from '../../api/status.ts'
import { bytesOf } from '../../store/shared/tally.ts'
import type { Entry } from '../../store/store.ts'

/** What a cluster holds, snapshots among its bytes. */
export interface Held extends Holding {
  /** of the bytes, those of snapshots */
  readonly snapshotBytes: number
  /** Counts so many bytes as held until the returned function is called. */
  reserve(bytes: number): () => void
}

export interface Room {
  /** Keeps room for more in a snapshot until the returned function is called; undefined: for all that there is. Throws a 403 StatusError. */
  forMore(name: string, entries: readonly Entry[] | undefined): () => void
  /** Throws a 403 StatusError where there is no room for the objects of a snapshot in place of those that there are. */
  forWorld(name: string, entries: readonly Entry[]): void
}

const refusal = (name: string, why: string): StatusError =>
  forbiddenResource({ group: '', resource: 'snapshots' }, name, why)

export const roomIn = (most: Holding, held: Held): Room => ({
  forMore(name, entries) {
    const bytes = entries === undefined ? held.bytes - held.snapshotBytes : bytesOf(entries)
    if (held.bytes + bytes > most.bytes)
      throw refusal(name, exceeded('bytes', bytes, held.bytes, most.bytes))
    return held.reserve(bytes)
  },
  forWorld(name, entries) {
    if (entries.length > most.objects)
      throw refusal(name, exceeded('objects', entries.length, 0, most.objects))
    const bytes = bytesOf(entries)
    if (held.snapshotBytes + bytes > most.bytes)
      throw refusal(name, exceeded('bytes', bytes, held.snapshotBytes, most.bytes))
  },
})

/** Of a cluster without limits. */
export const ENDLESS_ROOM: Room = { forMore: () => () => undefined, forWorld: () => undefined }
