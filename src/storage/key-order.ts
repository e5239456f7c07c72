/**
 * Keys are ordered by their UTF-8 bytes, as etcd and SQLite do. JavaScript's `<` compares UTF-16 units, which differs for
 * characters beyond U+FFFF: their surrogates (D800 to DFFF) are below U+E000 to U+FFFF, their UTF-8 bytes are above.
 */
import { withoutTrailing } from '../apimachinery/text/trim.ts'

/** Keys `from <= key < to`. */
export interface KeyRange {
  readonly from: string
  readonly to: string
}

const FIRST_SURROGATE = 0xd800
const AFTER_SURROGATES = 0xe000

/** Moves the surrogates behind U+FFFF; for units of D800 and above. */
const rank = (unit: number): number =>
  unit >= AFTER_SURROGATES ? unit - 0x800 : unit + (0x10000 - AFTER_SURROGATES)

/** Negative, zero or positive, like a sort callback wants it. */
export const compareKeys = (a: string, b: string): number => {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    return x >= FIRST_SURROGATE && y >= FIRST_SURROGATE ? rank(x) - rank(y) : x - y
  }
  return a.length - b.length
}

/**
 * The range of all keys that start with `prefix`: up to the prefix with its last code point raised by one. The prefix must
 * contain a character below U+10FFFF; ours all contain a slash.
 */
export const rangeOfPrefix = (prefix: string): KeyRange => {
  const raisable = withoutTrailing(prefix, '\u{10ffff}')
  const last = Array.from(raisable.slice(-2)).at(-1)
  if (last === undefined) throw new RangeError('the prefix has no upper bound')
  const above = last.codePointAt(0)! + 1
  const next = above === FIRST_SURROGATE ? AFTER_SURROGATES : above
  return { from: prefix, to: raisable.slice(0, -last.length) + String.fromCodePoint(next) }
}

export const inRange = (key: string, range: KeyRange): boolean =>
  compareKeys(key, range.from) >= 0 && compareKeys(key, range.to) < 0

/** Whether UTF-8 can hold the key. Half a surrogate pair cannot be stored: two such keys would become the same bytes. */
export const isStorable = (key: string): boolean => !/\p{Surrogate}/u.test(key)
