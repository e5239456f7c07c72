/** HTTP `Warning` headers as `k8s.io/apimachinery/pkg/util/net` writes them. */

/** All texts together; beyond it each is cut. */
const TOTAL_RUNES = 4096
const CUT_RUNES = 256

// oxlint-disable-next-line no-control-regex
const PLAIN = /^[\x20-\x7e]*$/

/** Header values are Latin-1 in Node: the bytes of the UTF-8 text, one character each. */
const value = (text: string): string => {
  const quoted = `299 - "${text.replace(/[\\"]/g, '\\$&')}"`
  if (PLAIN.test(quoted)) return quoted
  return Buffer.from(quoted.replace(/\p{Cc}/gu, ' ')).toString('latin1')
}

/** Its first characters, as many as `most`: a text may be of many megabytes, and a character has one or two units. */
const runesOf = (text: string, most: number): string[] =>
  Array.from(text.slice(0, 2 * most)).slice(0, most)

/** So that all texts together are not too long: each cut, and those left out that still do not fit. */
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
 * One value per text, each once: `299 - "text"`; kubectl prints `Warning: text`. Beyond 4096 characters in all, each is cut, and
 * those that still do not fit are left out: headers have a limit.
 */
export const warningHeaders = (texts: readonly string[]): string[] => {
  const unique = [...new Set(texts)].filter((text) => text !== '')
  // a character has one or two units, so that what is short in units is short
  const units = unique.reduce((sum, { length }) => sum + length, 0)
  return (units <= TOTAL_RUNES ? unique : fitting(unique)).map(value)
}
