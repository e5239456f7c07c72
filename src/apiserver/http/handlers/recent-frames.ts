import type { Row } from '../../../storage/store.ts'

/** Approximate bytes of a generation: a few hundred events. */
const MAX_BYTES = 512 * 1024

type Frames = WeakMap<Row, Map<string, Buffer>>

/** Caches frames in two generations: a full young generation replaces the old one. */
export const recentFrames = () => {
  let young: Frames = new WeakMap()
  let old: Frames = new WeakMap()
  let bytes = 0

  return (row: Row, form: string, make: () => Buffer): Buffer => {
    const known = young.get(row)?.get(form) ?? old.get(row)?.get(form)
    if (known !== undefined) return known
    const frame = make()
    if (bytes > MAX_BYTES) {
      old = young
      young = new WeakMap()
      bytes = 0
    }
    const frames = young.get(row)
    if (frames === undefined) young.set(row, new Map([[form, frame]]))
    else frames.set(form, frame)
    bytes += frame.length
    return frame
  }
}
