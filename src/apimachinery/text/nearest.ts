/** Edit distance with insertions, deletions, changes and swaps; `most + 1` if above `most`. */
export const editDistance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? before[j - 2]! + 1 : Infinity
      next.push(Math.min(change, swap, row[j]! + 1, next[j - 1]! + 1))
    }
    before = row
    row = next
  }
  return Math.min(row[b.length]!, most + 1)
}

const MAX_LENGTH = 200

/** Returns the most similar known name, except `name` itself, if close enough for a typo. */
export const nearest = (name: string, known: Iterable<string>): string | undefined => {
  const wanted = name.toLowerCase()
  if (wanted === '' || wanted.length > MAX_LENGTH) return undefined
  // one typo for every three letters, three at most
  let most = Math.min(Math.floor(wanted.length / 3), 3)
  let best: string | undefined
  for (const candidate of known) {
    if (candidate === name) continue
    const distance = editDistance(wanted, candidate.toLowerCase(), most)
    if (distance > most) continue
    best = candidate
    if (distance === 0) break
    most = distance - 1
  }
  return best
}
