export const QUOTE = 0x22
export const COMMA = 0x2c
export const LIST = 0x5b
export const END_OF_LIST = 0x5d
export const OBJECT = 0x7b
export const END_OF_OBJECT = 0x7d
const BACKSLASH = 0x5c

/** Returns the index of a string's closing quote, beyond the text if there is none. */
export const endOfString = (json: Uint8Array, from: number): number => {
  let at = from + 1
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1
  return at
}
