/** Escapes invisible and bidirectional characters, since names come from strangers. */
const UNSEEN = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{Default_Ignorable_Code_Point}/gu

/** Like Go's `%q`, without the quotes. */
export const seen = (text: string): string =>
  text.replaceAll(UNSEEN, (char) => {
    const code = char.codePointAt(0)!
    const hex = code.toString(16)
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
  })
