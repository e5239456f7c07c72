export interface KeyRange {
  readonly from: string
  readonly to: string
}

const FIRST_SURROGATE = 0xd800
const AFTER_SURROGATES = 0xe000

/** Sorts surrogates after U+FFFF; for units from D800 on. */
const rank = (unit: number): number =>
  unit >= AFTER_SURROGATES ? unit - 0x800 : unit + (0x10000 - AFTER_SURROGATES)

/**
 * Compares keys by UTF-8 bytes, as etcd and SQLite do. JavaScript compares UTF-16 units, in which
 * surrogates (D800 to DFFF) sort below E000 to FFFF, but their UTF-8 bytes sort above.
 */
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

/** The range of keys with a prefix that ends in a slash; 0 is the character after the slash. */
export const rangeOfPrefix = (prefix: string): KeyRange => ({
  from: prefix,
  to: `${prefix.slice(0, -1)}0`,
})

export const inRange = (key: string, range: KeyRange): boolean =>
  compareKeys(key, range.from) >= 0 && compareKeys(key, range.to) < 0

/** Whether UTF-8 can encode the key: lone surrogates would all become the same bytes. */
export const isStorable = (key: string): boolean => !/\p{Surrogate}/u.test(key)
