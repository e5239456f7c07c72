/** go-yaml's order of keys (`sorter.go`): letters last, digits by numeric value. */

const LETTER = /^\p{L}/u
const DIGITS = /^\d+/
const DIGIT = /\d/

/** Returns the digits at the end of a text, without leading zeros. */
const numberBefore = (text: string): string => {
  let from = text.length
  while (from > 0 && DIGIT.test(text[from - 1]!)) from--
  return text.slice(from).replace(/^0+/, '')
}

/** Returns the index of the first different character, or the shorter length. */
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
  const [left, right] = [a.slice(at), b.slice(at)]
  const difference = left.codePointAt(0)! - right.codePointAt(0)!
  const isLetter = LETTER.test(left)
  const letters = Number(isLetter) - Number(LETTER.test(right))
  if (letters !== 0 || isLetter) return letters || difference
  const before = left[0] === '0' || right[0] === '0' ? numberBefore(a.slice(0, at)) : ''
  const [ln, rn] = [left, right].map((rest) => before + (DIGITS.exec(rest)?.[0] ?? ''))
  return Number(ln) - Number(rn) || ln!.length - rn!.length || difference
}
