/** HTTP `Warning` headers as `k8s.io/apimachinery/pkg/util/net` writes them. */

/** All texts together; beyond it each is cut. */
const TOTAL_RUNES = 4096
const CUT_RUNES = 256

/** Header values are Latin-1 in Node: the bytes of the UTF-8 text, one character each. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

const quote = (text: string): string =>
  `"${text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/g, '\\$&')}"`

/** One value per text, each once: `299 - "text"`; kubectl prints `Warning: text`. */
export const warningHeaders = (texts: readonly string[]): string[] => {
  const unique = [...new Set(texts)]
  const tooMuch = unique.reduce((sum, text) => sum + [...text].length, 0) > TOTAL_RUNES
  return unique.map((text) =>
    utf8(`299 - ${quote(tooMuch ? [...text].slice(0, CUT_RUNES).join('') : text)}`),
  )
}
