/** Patterns in which `*` stands for anything. */

/** Whether a text is what a pattern describes. */
type Glob = (text: string) => boolean

/**
 * Looks for each piece once, behind the one before, so that no pattern makes it try ways through
 * the text.
 */
export const glob = (pattern: string): Glob => {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return (text) => text === pattern
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of others) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}
