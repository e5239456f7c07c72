/** Files with a byte order mark, as Windows shells write them. */
import { shellWord } from '../hints/shell.ts'

interface EncodingFault {
  /** in UTF-8 */
  readonly bytes: Buffer
  readonly text: string
  readonly command: string
}

/** Byte order mark of UTF-16 in little endian. */
const UTF16_MARK = Buffer.of(0xff, 0xfe)
const UTF8_MARK = Buffer.of(0xef, 0xbb, 0xbf)

const startsWith = (bytes: Buffer, mark: Buffer): boolean =>
  bytes.subarray(0, mark.length).equals(mark)

/** Decodes a file that starts with a byte order mark; undefined for other files. */
export const misencoded = (name: string, bytes: Buffer): EncodingFault | undefined => {
  const file = shellWord(name)
  const fix = (command: string): string => `${command} ${file} > converted && mv converted ${file}`
  if (startsWith(bytes, UTF16_MARK))
    return {
      bytes: Buffer.from(bytes.subarray(UTF16_MARK.length).toString('utf16le')),
      text: "the file is in UTF-16, which PowerShell's > writes, but openssl and kubectl cannot read.",
      command: fix('iconv -f UTF-16 -t UTF-8'),
    }
  return startsWith(bytes, UTF8_MARK)
    ? {
        bytes: bytes.subarray(UTF8_MARK.length),
        text: 'the file begins with a byte order mark, so openssl and kubectl do not recognize its first line.',
        command: fix(`tail -c +${UTF8_MARK.length + 1}`),
      }
    : undefined
}
