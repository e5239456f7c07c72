/** What two texts differ in, in the unified form and by the same choice of lines as Python's difflib, whose port in Go Kubernetes has. */

/** So many lines before and after a change are shown. */
const CONTEXT = 3
/** From so many lines on, one that occurs in more than a hundredth of them is no place to begin a match at. */
const MANY = 200
/** After so many comparisons the rest is taken for changed as a whole; a real server goes on for as long as it takes. */
const BUDGET = 2_000_000

interface Match {
  readonly a: number
  readonly b: number
  readonly size: number
}

interface Range {
  readonly a: number
  readonly aEnd: number
  readonly b: number
  readonly bEnd: number
}

type Tag = 'equal' | 'other'
interface Block extends Range {
  readonly tag: Tag
}

const placesOf = (lines: readonly string[]): Map<string, number[]> => {
  const places = new Map<string, number[]>()
  lines.forEach((line, i) => {
    const known = places.get(line)
    if (known === undefined) places.set(line, [i])
    else known.push(i)
  })
  if (lines.length < MANY) return places
  const popular = Math.floor(lines.length / 100) + 1
  for (const [line, at] of places) if (at.length > popular) places.delete(line)
  return places
}

class Matcher {
  readonly #old: readonly string[]
  readonly #new: readonly string[]
  readonly #places: ReadonlyMap<string, readonly number[]>
  #left = BUDGET

  constructor(before: readonly string[], after: readonly string[]) {
    this.#old = before
    this.#new = after
    this.#places = placesOf(after)
  }

  /** The longest run of equal lines, of those the first in the old text, and of those the first in the new one. */
  #longest({ a, aEnd, b, bEnd }: Range): Match {
    let best: Match = { a, b, size: 0 }
    let lengths = new Map<number, number>()
    for (let i = a; i < aEnd && this.#left > 0; i++) {
      const next = new Map<number, number>()
      for (const j of this.#places.get(this.#old[i]!) ?? []) {
        if (j >= bEnd) break
        this.#left--
        if (j < b) continue
        const size = (lengths.get(j - 1) ?? 0) + 1
        next.set(j, size)
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
      }
      lengths = next
    }
    return this.#extended(best, { a, aEnd, b, bEnd })
  }

  /** With the equal lines beside it, which may occur often. */
  #extended({ a, b, size }: Match, bounds: Range): Match {
    let [from, to] = [0, size]
    const same = (by: number): boolean => this.#old[a + by] === this.#new[b + by]
    while (a + from > bounds.a && b + from > bounds.b && same(from - 1)) from--
    while (a + to < bounds.aEnd && b + to < bounds.bEnd && same(to)) to++
    return { a: a + from, b: b + from, size: to - from }
  }

  /** All runs of equal lines, in order. */
  matches(): Match[] {
    const found: Match[] = []
    const open: Range[] = [{ a: 0, aEnd: this.#old.length, b: 0, bEnd: this.#new.length }]
    for (let range = open.pop(); range !== undefined; range = open.pop()) {
      const match = this.#longest(range)
      if (match.size === 0) continue
      found.push(match)
      const { a, b, size } = match
      if (range.a < a && range.b < b) open.push({ a: range.a, aEnd: a, b: range.b, bEnd: b })
      const after = { ...range, a: a + size, b: b + size }
      if (after.a < range.aEnd && after.b < range.bEnd) open.push(after)
    }
    return found.sort((one, other) => one.a - other.a)
  }
}

/** Equal and changed blocks in turn; runs that touch are one. */
const blocksOf = (before: readonly string[], after: readonly string[]): Block[] => {
  const blocks: Block[] = []
  let [a, b] = [0, 0]
  const end = { a: before.length, b: after.length, size: 0 }
  for (const match of [...new Matcher(before, after).matches(), end]) {
    if (match.a > a || match.b > b)
      blocks.push({ tag: 'other', a, aEnd: match.a, b, bEnd: match.b })
    a = match.a + match.size
    b = match.b + match.size
    const last = blocks.at(-1)
    if (last?.tag === 'equal' && match.size > 0)
      blocks[blocks.length - 1] = { ...last, aEnd: a, bEnd: b }
    else if (match.size > 0) blocks.push({ tag: 'equal', a: match.a, aEnd: a, b: match.b, bEnd: b })
  }
  return blocks
}

const firstOf = (block: Block, lines: number): Block => ({
  ...block,
  aEnd: Math.min(block.aEnd, block.a + lines),
  bEnd: Math.min(block.bEnd, block.b + lines),
})

const lastOf = (block: Block, lines: number): Block => ({
  ...block,
  a: Math.max(block.a, block.aEnd - lines),
  b: Math.max(block.b, block.bEnd - lines),
})

/** Changes with the lines around them: those that are near each other together. */
const hunksOf = (blocks: readonly Block[]): Block[][] => {
  const hunks: Block[][] = []
  let hunk: Block[] = []
  for (const [i, block] of blocks.entries()) {
    if (block.tag === 'other') hunk.push(block)
    else if (i === 0) hunk.push(lastOf(block, CONTEXT))
    else if (i === blocks.length - 1) hunk.push(firstOf(block, CONTEXT))
    else if (block.aEnd - block.a > 2 * CONTEXT) {
      hunks.push([...hunk, firstOf(block, CONTEXT)])
      hunk = [lastOf(block, CONTEXT)]
    } else hunk.push(block)
  }
  return [...hunks, hunk]
}

const rangeText = (from: number, end: number): string => {
  const length = end - from
  if (length === 1) return `${from + 1}`
  return `${length === 0 ? from : from + 1},${length}`
}

/** The differences of two texts, each hunk with its head `@@ -1,7 +1,8 @@`; empty when there are none. */
export const unifiedDiff = (before: string, after: string): string => {
  if (before === after) return ''
  const [old, now] = [before.split('\n'), after.split('\n')]
  const lines = hunksOf(blocksOf(old, now)).flatMap((hunk) => {
    const [first, last] = [hunk[0]!, hunk.at(-1)!]
    return [
      `@@ -${rangeText(first.a, last.aEnd)} +${rangeText(first.b, last.bEnd)} @@`,
      ...hunk.flatMap(({ tag, a, aEnd, b, bEnd }) => {
        const was = old.slice(a, aEnd)
        if (tag === 'equal') return was.map((line) => ` ${line}`)
        return [...was.map((line) => `-${line}`), ...now.slice(b, bEnd).map((line) => `+${line}`)]
      }),
    ]
  })
  return lines.map((line) => `${line}\n`).join('')
}
