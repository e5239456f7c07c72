/** Trims a repeated character in linear time; a pattern such as `/x+$/` takes quadratic time. */

export const withoutLeading = (text: string, character: string): string => {
  let start = 0
  while (text.startsWith(character, start)) start += character.length
  return text.slice(start)
}

export const withoutTrailing = (text: string, character: string): string => {
  let end = text.length
  while (end > 0 && text.endsWith(character, end)) end -= character.length
  return text.slice(0, end)
}
