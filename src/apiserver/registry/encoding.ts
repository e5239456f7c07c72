/** The bytes of objects. Stored bytes have no resourceVersion; the store adds it to its rows. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { Row } from '../../storage/store.ts'
import type { Values } from '../../storage/values.ts'
import { withMetadata } from './metadata.ts'

/**
 * The first occurrences of these texts in an encoded object are in its metadata: only kind and
 * apiVersion precede it, and in JSON the texts occur unescaped only as keys. The resourceVersion
 * follows the uid.
 */
const UID = '"uid":"'
const REVISION = ',"resourceVersion":"'

/** The offset after the string that `text` opens; 0 if `text` is missing. */
const endOf = (bytes: Buffer, text: string): number => {
  const at = bytes.indexOf(text)
  return at < 0 ? 0 : bytes.indexOf(0x22, at + text.length) + 1
}

/** Allocates outside Node's pool: a long-lived Buffer would keep the whole pool in memory. */
const spliced = (bytes: Buffer, from: number, to: number, text: string): Buffer => {
  const made = Buffer.allocUnsafeSlow(bytes.length - (to - from) + text.length)
  bytes.copy(made, 0, 0, from)
  made.write(text, from, 'latin1')
  bytes.copy(made, from + text.length, to)
  return made
}

const shown = (bare: Buffer, revision: number): Buffer => {
  const at = endOf(bare, UID)
  // these bytes are not an object, so decoding them will fail
  if (at === 0) return bare
  return spliced(bare, at, at, `${REVISION}${revision}"`)
}

const bare = (bytes: Buffer): Buffer => {
  const from = bytes.indexOf(REVISION)
  return from < 0 ? bytes : spliced(bytes, from, endOf(bytes, REVISION), '')
}

export const objectValues: Values = { shown, bare }

export const withRevision = (bytes: Buffer, revision: number): Buffer => {
  const from = bytes.indexOf(REVISION)
  return from < 0
    ? shown(bytes, revision)
    : spliced(bytes, from, endOf(bytes, REVISION), `${REVISION}${revision}"`)
}

export const encodeObject = (object: KubeObject): Buffer =>
  Buffer.from(
    stringifyJson(
      object.metadata.resourceVersion === undefined
        ? object
        : withMetadata(object, { resourceVersion: undefined }),
    ),
  )

/** Whether `encoded` equals a row's bytes without their resourceVersion. */
export const isSame = (
  encoded: Buffer,
  { value, revision }: Pick<Row, 'value' | 'revision'>,
): boolean => {
  const revisionLength = `${REVISION}${revision}"`.length
  return encoded.length + revisionLength === value.length && encoded.equals(bare(value))
}
