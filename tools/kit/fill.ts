/** Texts of maximum length. */

/** Bytes of a body just below the maximum of 3 MiB. */
export const BODY_BYTES = 3 * 1024 * 1024 - 200

/** Joins `start`, as many pieces as fit within `limit` (at most `count`), and `end`. */
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
