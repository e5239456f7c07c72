import type { Row } from '../../../storage/store.ts'

/** Bytes of one generation: events of a few hundred requests. */
const MAX_BYTES = 512 * 1024

type Frames = WeakMap<Row, Map<string, Buffer>>

/** Two generations: a full young one replaces the old one. */
export class RecentFrames {
  #young: Frames = new WeakMap()
  #old: Frames = new WeakMap()
  #bytes = 0

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
