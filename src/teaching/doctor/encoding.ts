/** Files in UTF-16 or with a byte order mark, as Windows shells write them. */
import { shellWord } from '../hints/shell.ts'

interface Misencoded {
  /** in UTF-8 */
  readonly bytes: Buffer
  readonly text: string
  readonly command: string
}

const UTF8_MARK = Buffer.of(0xef, 0xbb, 0xbf)
/** Enough bytes to detect UTF-16: files start with Latin letters. */
const SAMPLE = 64

/** Detects UTF-16 by the byte order mark, or by the zero bytes of Latin letters. */
const utf16Of = (bytes: Buffer): 'UTF-16LE' | 'UTF-16BE' | undefined => {
  if (bytes.length < 2) return undefined
  const mark = bytes.readUInt16BE(0)
  if (mark === 0xfffe) return 'UTF-16LE'
  if (mark === 0xfeff) return 'UTF-16BE'
  const sample = bytes.subarray(0, Math.min(SAMPLE, bytes.length & ~1))
  const zeroAt = (offset: number): boolean =>
    sample.every((byte, i) => (byte === 0) === (i % 2 === offset))
  return zeroAt(1) ? 'UTF-16LE' : zeroAt(0) ? 'UTF-16BE' : undefined
}

const moved = (command: string, file: string): string =>
  `${command} > converted && mv converted ${file}`

/**
 * Decodes a file that is in UTF-16 or has a byte order mark; undefined if it needs no conversion.
 */
export const misencoded = (name: string, bytes: Buffer): Misencoded | undefined => {
  const file = shellWord(name)
  const utf16 = utf16Of(bytes)
  if (utf16 !== undefined) {
    const even = Buffer.from(bytes.subarray(0, bytes.length & ~1))
    const text = (utf16 === 'UTF-16BE' ? even.swap16() : even).toString('utf16le')
    return {
      bytes: Buffer.from(text.replace(/^\ufeff/, '')),
      text: `the file is in ${utf16}, as PowerShell's > writes it, and neither openssl nor kubectl reads that.`,
      // iconv removes the mark only for plain UTF-16
      command: moved(
        `iconv -f ${text.startsWith('\ufeff') ? 'UTF-16' : utf16} -t UTF-8 ${file}`,
        file,
      ),
    }
  }
  return bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK)
    ? {
        bytes: bytes.subarray(UTF8_MARK.length),
        text: 'the file begins with a byte order mark, so openssl and kubectl do not recognize its first line.',
        command: moved(`tail -c +${UTF8_MARK.length + 1} ${file}`, file),
      }
    : undefined
}
