/** The number of leading items for which `isBefore` holds. */
export const lowerBound = <T>(sorted: readonly T[], isBefore: (item: T) => boolean): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
