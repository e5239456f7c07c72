/** go-yaml's order of keys (`sorter.go`): letters last, digits by numeric value. */

const ASCII = 0x80
const ZERO = 0x30
const NINE = 0x39

const LETTER = /\p{L}/u
const DIGIT = /\p{Nd}/u

const isLetter = (code: number): boolean =>
  code < ASCII
    ? (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
    : LETTER.test(String.fromCodePoint(code))

const isDigit = (code: number): boolean =>
  code < ASCII ? code >= ZERO && code <= NINE : DIGIT.test(String.fromCodePoint(code))

/** Returns the 64-bit number at `from` and the count of its digits. */
const numberAt = (text: string, from: number, start: bigint): { value: bigint; digits: number } => {
  let value = start
  let digits = 0
  for (let at = from; at < text.length; digits++) {
    const code = text.codePointAt(at)!
    if (!isDigit(code)) break
    value = BigInt.asIntN(64, value * 10n + BigInt(code - ZERO))
    at += code > 0xffff ? 2 : 1
  }
  return { value, digits }
}

/** Reports whether the digits before `at` contain another digit than zero. */
const continuesNumber = (text: string, at: number): boolean => {
  for (let i = at; i > 0;) {
    i -= i > 1 && text.codePointAt(i - 2)! > 0xffff ? 2 : 1
    const code = text.codePointAt(i)!
    if (!isDigit(code)) return false
    if (code !== ZERO) return true
  }
  return false
}

/** Returns the first difference in whole characters, or the shorter length. */
const firstDifference = (a: string, b: string): number => {
  const common = Math.min(a.length, b.length)
  let at = 0
  while (at < common && a.charCodeAt(at) === b.charCodeAt(at)) at++
  // a surrogate pair is one character
  return at > 0 && at < common && a.codePointAt(at - 1)! > 0xffff ? at - 1 : at
}

export const compareKeys = (a: string, b: string): number => {
  const at = firstDifference(a, b)
  if (at === a.length || at === b.length) return a.length - b.length
  const left = a.codePointAt(at)!
  const right = b.codePointAt(at)!
  const letters = Number(isLetter(left)) - Number(isLetter(right))
  if (letters !== 0) return letters
  if (isLetter(left) || !(isDigit(left) || isDigit(right))) return left - right
  // a zero inside of a number counts, a leading one does not
  const inside = (left === ZERO || right === ZERO) && continuesNumber(a, at)
  const ln = numberAt(a, at, inside ? 1n : 0n)
  const rn = numberAt(b, at, inside ? 1n : 0n)
  if (ln.value !== rn.value) return ln.value < rn.value ? -1 : 1
  return ln.digits - rn.digits || left - right
}
