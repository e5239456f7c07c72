/** Texts without what they begin or end with. A pattern such as `/x+$/` looks anew from each `x`, which takes quadratic time. */

/** `text` without each `character`, one code point, that it begins with. */
export const withoutLeading = (text: string, character: string): string => {
  let start = 0
  while (text.startsWith(character, start)) start += character.length
  return text.slice(start)
}

/** `text` without each `character`, one code point, that it ends with. */
export const withoutTrailing = (text: string, character: string): string => {
  let end = text.length
  while (end > 0 && text.endsWith(character, end)) end -= character.length
  return text.slice(0, end)
}
