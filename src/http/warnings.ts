/** HTTP `Warning` headers as `k8s.io/apimachinery/pkg/util/net` writes them. */

/** All texts together; beyond it each is cut. */
const TOTAL_RUNES = 4096
const CUT_RUNES = 256

/** Header values are Latin-1 in Node: the bytes of the UTF-8 text, one character each. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

const quote = (text: string): string =>
  `"${text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/g, '\\$&')}"`

/**
 * One value per text, each once: `299 - "text"`; kubectl prints `Warning: text`. Beyond 4096 characters in all, each is cut, and
 * those that still do not fit are left out: headers have a limit.
 */
export const warningHeaders = (texts: readonly string[]): string[] => {
  const unique = [...new Set(texts)].filter((text) => text !== '').map((text) => [...text])
  const total = unique.reduce((sum, { length }) => sum + length, 0)
  const shown = total > TOTAL_RUNES ? unique.map((text) => text.slice(0, CUT_RUNES)) : unique
  let room = TOTAL_RUNES
  return shown
    .filter(({ length }) => (room -= length) >= 0)
    .map((text) => utf8(`299 - ${quote(text.join(''))}`))
}
