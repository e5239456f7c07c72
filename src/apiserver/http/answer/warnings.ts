/** `Warning` headers (`k8s.io/apimachinery/pkg/util/net`). */

/** Maximum total length of the texts. */
const TOTAL_RUNES = 4096
/** Maximum length of each text if together they exceed {@link TOTAL_RUNES}. */
const CUT_RUNES = 256

// oxlint-disable-next-line no-control-regex
const PLAIN = /^[\x20-\x7e]*$/

/** Returns one character for each byte of UTF-8, since Node sends headers as Latin-1. */
const value = (text: string): string => {
  const quoted = `299 - "${text.replace(/[\\"]/g, '\\$&')}"`
  if (PLAIN.test(quoted)) return quoted
  return Buffer.from(quoted.replace(/\p{Cc}/gu, ' ')).toString('latin1')
}

const runesOf = (text: string, most: number): string[] =>
  Array.from(text.slice(0, 2 * most)).slice(0, most)

const fitting = (texts: readonly string[]): string[] => {
  let total = 0
  for (const text of texts) {
    total += runesOf(text, TOTAL_RUNES + 1).length
    if (total > TOTAL_RUNES) break
  }
  const most = total > TOTAL_RUNES ? CUT_RUNES : TOTAL_RUNES
  const shown: string[] = []
  let room = TOTAL_RUNES
  for (const text of texts) {
    const runes = runesOf(text, most)
    room -= runes.length
    if (room < 0) break
    shown.push(runes.join(''))
  }
  return shown
}

/**
 * Formats each text once: `299 - "text"`. If the texts exceed 4096 characters in total, cuts each
 * to 256, and drops the last ones if necessary.
 */
export const warningHeaders = (texts: readonly string[]): string[] => {
  const unique = [...new Set(texts)].filter((text) => text !== '')
  // a text never has more characters than UTF-16 code units
  const units = unique.reduce((sum, { length }) => sum + length, 0)
  return (units <= TOTAL_RUNES ? unique : fitting(unique)).map(value)
}
