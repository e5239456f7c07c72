/** Source: `readerc.go` of go-yaml v2. */
import { isUtf8 } from 'node:buffer'
import { YamlError } from './error.ts'

const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Decodes UTF-16 if the text starts with its byte order mark, else UTF-8. */
const decode = (bytes: Buffer): string => {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  if (mark === 0xfffe) return bytes.toString('utf16le', 2)
  if (mark === 0xfeff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  if (!isUtf8(bytes)) throw new YamlError('yaml: invalid UTF-8 octet')
  return bytes.toString().replace(/^\ufeff/, '')
}

/** Throws YamlError. */
export const readCharacters = (bytes: Buffer): string => {
  const text = decode(bytes)
  const at = text.search(FORBIDDEN)
  if (at < 0) return text
  const line = text.slice(0, at).split('\n').length
  throw new YamlError('yaml: control characters are not allowed', line)
}
