export interface KeyRange {
  readonly from: string
  readonly to: string
}

const FIRST_SURROGATE = 0xd800
const AFTER_SURROGATES = 0xe000

const rank = (unit: number): number =>
  unit >= AFTER_SURROGATES ? unit - 0x800 : unit + (0x10000 - AFTER_SURROGATES)

/**
 * Compares keys by UTF-8 bytes, as etcd and SQLite do. In UTF-16, unlike UTF-8, characters above
 * FFFF sort below E000 to FFFF, because their code units are surrogates (D800 to DFFF).
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

/** The prefix ends in a slash; 0 is the character after the slash. */
export const rangeOfPrefix = (prefix: string): KeyRange => ({
  from: prefix,
  to: `${prefix.slice(0, -1)}0`,
})

export const inRange = (key: string, range: KeyRange): boolean =>
  compareKeys(key, range.from) >= 0 && compareKeys(key, range.to) < 0

/** UTF-8 cannot encode lone surrogates. */
export const isStorable = (key: string): boolean => !/\p{Surrogate}/u.test(key)
