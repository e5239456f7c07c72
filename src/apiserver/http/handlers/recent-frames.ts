import type { Row } from '../../../storage/store.ts'

/** The size of one generation: events of a few hundred requests. */
const MAX_BYTES = 512 * 1024

type Frames = WeakMap<Row, Map<string, Buffer>>

/**
 * Frames of the newest events in two generations: a full young one replaces the old one. Each holds
 * at most {@link MAX_BYTES} and one frame.
 */
export class RecentFrames {
  #young: Frames = new WeakMap()
  #old: Frames = new WeakMap()
  #bytes = 0

  /** Returns the frame of a row in a form; `make` makes a missing one. */
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
