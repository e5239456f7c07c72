/** Files with a byte order mark, as Windows shells write them. */
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'

/** little endian */
const UTF16_MARK = Buffer.of(0xff, 0xfe)
const UTF8_MARK = Buffer.of(0xef, 0xbb, 0xbf)

/** Returns UTF-8 without a byte order mark, and reports a mark as a problem. */
export const withoutMark = (findings: Findings, source: string, bytes: Buffer): Buffer => {
  const mark = [UTF16_MARK, UTF8_MARK].find((one) => bytes.subarray(0, one.length).equals(one))
  if (mark === undefined) return bytes
  const isWide = mark === UTF16_MARK
  const file = shellWord(source)
  const convert = isWide ? 'iconv -f UTF-16 -t UTF-8' : `tail -c +${UTF8_MARK.length + 1}`
  findings.problem({
    source,
    text: isWide
      ? "the file is in UTF-16, which PowerShell's > writes, but openssl and kubectl cannot read."
      : 'the file begins with a byte order mark, so openssl and kubectl do not recognize its first line.',
    command: `${convert} ${file} > converted && mv converted ${file}`,
  })
  const rest = bytes.subarray(mark.length)
  return isWide ? Buffer.from(rest.toString('utf16le')) : rest
}
