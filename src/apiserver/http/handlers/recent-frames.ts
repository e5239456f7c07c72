/** Which frames of events are kept for those who are told of the same event. */
import type { Row } from '../../../storage/store.ts'

/** Of one of two ages: the events of some hundred requests, whose watchers are told of them in the same second. */
const MAX_BYTES = 512 * 1024

type Frames = WeakMap<Row, Map<string, Buffer>>

/**
 * The frames of the newest events, in two ages: once the younger is full it becomes the older, and what was the older is gone. So no
 * more is kept than twice {@link MAX_BYTES} and one frame, however long the rows live, and nothing of a row that does not.
 */
export class RecentFrames {
  #young: Frames = new WeakMap()
  #old: Frames = new WeakMap()
  #bytes = 0

  /** The frame of a row in a form; `make` makes it where it is not there any more. */
  of(row: Row, form: string, make: () => Buffer): Buffer {
    const known = this.#young.get(row)?.get(form) ?? this.#old.get(row)?.get(form)
    if (known !== undefined) return known
    const frame = make()
    if (this.#bytes > MAX_BYTES) {
      this.#old = this.#young
      this.#young = new WeakMap()
      this.#bytes = 0
    }
    const frames = this.#young.get(row)
    if (frames === undefined) this.#young.set(row, new Map([[form, frame]]))
    else frames.set(form, frame)
    this.#bytes += frame.length
    return frame
  }
}
