/** Source: `scannerc.go` of go-yaml v2. */
import { isSpaceOrEnd } from './classes.ts'
import type { TextCursor } from './cursor.ts'

const NAME = /^[\w-]+$/
const AFTER_NAME = '?:,]}%@`'

export const scanName = (cursor: TextCursor): string => {
  cursor.skip()
  const name = cursor.takeWhile((code) => NAME.test(String.fromCharCode(code)))
  const next = cursor.code()
  if (name === '' || !(isSpaceOrEnd(next) || AFTER_NAME.includes(String.fromCharCode(next)))) {
    cursor.fail('did not find expected alphabetic or numeric character')
  }
  return name
}

const TAG = /^(!{0,2})([\w\-;/?:@&=+$,.!~*'()[\]%]*)(.*)$/s

/** Verbatim, named-handle and percent-encoded tags, which manifests do not use. */
const UNSUPPORTED = /^!(?:<|[\w-]+!)|%/

export const scanTag = (cursor: TextCursor): string => {
  const tag = cursor.takeWhile((code) => !isSpaceOrEnd(code))
  if (UNSUPPORTED.test(tag)) cursor.fail('found undefined tag handle')
  const [, handle, uri, rest] = TAG.exec(tag)!
  if (handle === '!!' && uri === '') cursor.fail('did not find expected tag URI')
  if (rest !== '') cursor.fail('did not find expected whitespace or line break')
  return tag
}
