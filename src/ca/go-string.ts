import { isUtf8 } from 'node:buffer'

/** Well-formed UTF-8 (RFC 3629, section 4) as long as it goes, or else one byte; of text with a character for each byte. */
const PIECE =
  // oxlint-disable-next-line no-control-regex -- bytes, not characters
  /(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|[^]/g

/** Where the bytes from 0x80 on that are no UTF-8 go: to halves of surrogate pairs, which no UTF-8 has. */
const HALVES = 0xdc00

/**
 * The string that holds these bytes, as Go's would: two are equal only if their bytes are. A byte that is no UTF-8 becomes half a
 * surrogate pair of its own; written out, each is U+FFFD, as with Go.
 */
export const goString = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? bytes.toString()
    : bytes.toString('latin1').replace(PIECE, (piece) => {
        const code = piece.charCodeAt(0)
        return piece.length === 1 && code >= 0x80
          ? String.fromCharCode(HALVES + code)
          : Buffer.from(piece, 'latin1').toString()
      })
