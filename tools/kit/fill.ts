/** Texts as long as they may be. */

/** Bodies: 3 MiB, and a little less for what stands around. */
export const BODY_BYTES = 3 * 1024 * 1024 - 200

/** The beginning, as many pieces as there is room for, or `count`, and the end. */
export const fill = (
  start: string,
  piece: (i: number) => string,
  end: string,
  limit = BODY_BYTES,
  count = Infinity,
): string => {
  const pieces = [start]
  let length = start.length + end.length
  for (let i = 0; i < count; i++) {
    const next = piece(i)
    if ((length += next.length) > limit) break
    pieces.push(next)
  }
  return [...pieces, end].join('')
}
