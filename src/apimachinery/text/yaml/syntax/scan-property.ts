/** Anchors, aliases and tags (`scannerc.go` of go-yaml v2). */
import { isSpaceOrEnd } from './classes.ts'
import type { TextCursor } from './cursor.ts'

const NAME = /^[\w-]+$/
const AFTER_NAME = '?:,]}%@`'

/** The name after `&` or `*`. */
export const scanName = (cursor: TextCursor): string => {
  cursor.skip()
  const name = cursor.takeWhile((code) => NAME.test(String.fromCharCode(code)))
  const next = cursor.code()
  if (name === '' || !(isSpaceOrEnd(next) || AFTER_NAME.includes(String.fromCharCode(next)))) {
    cursor.fail('did not find expected alphabetic or numeric character')
  }
  return name
}

const TAG = /^[\w\-;/?:@&=+$,.!~*'()[\]%]*$/

/** Verbatim tags, tags with a handle, and percent-encoded ones, which no manifest has. */
const UNSUPPORTED = /^!(?:<|[\w-]+!)|%/

/** A tag from its `!`, as it is written. */
export const scanTag = (cursor: TextCursor): string => {
  const tag = cursor.takeWhile((code) => !isSpaceOrEnd(code))
  if (UNSUPPORTED.test(tag)) cursor.fail('found undefined tag handle')
  if (!TAG.test(tag)) cursor.fail('did not find expected whitespace or line break')
  return tag
}
