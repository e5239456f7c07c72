/**
 * The bytes of an object: the JSON of its storage version. The store keeps them without a
 * resourceVersion; with it they are what a GET sends, made once, when the object is written or read
 * from the file.
 */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { QUOTE } from '../../apimachinery/text/json-bytes.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { Values } from '../../storage/values.ts'
import { withMetadata } from './metadata.ts'

/**
 * In JSON text these can stand unescaped only as keys, and metadata is the first object that has
 * them (kind, apiVersion, metadata come first), so the first hit is the right one. The
 * resourceVersion follows the uid, which every stored object has.
 */
const UID = '"uid":"'
const REVISION = ',"resourceVersion":"'

/**
 * The place after a text and the string that follows it, which has no quotes inside; 0 without that
 * text.
 */
const endOf = (bytes: Buffer, text: string): number => {
  const at = bytes.indexOf(text)
  return at < 0 ? 0 : bytes.indexOf(QUOTE, at + text.length) + 1
}

/**
 * Replaces some bytes. The copy is no part of a slab of Node's, which an object that lives on would
 * keep whole.
 */
const spliced = (bytes: Buffer, from: number, to: number, text: string): Buffer => {
  const made = Buffer.allocUnsafeSlow(bytes.length - (to - from) + text.length)
  bytes.copy(made, 0, 0, from)
  made.write(text, from, 'latin1')
  bytes.copy(made, from + text.length, to)
  return made
}

const shown = (bare: Buffer, revision: number): Buffer => {
  const at = endOf(bare, UID)
  // a row that is no object: whoever reads it says so
  if (at === 0) return bare
  return spliced(bare, at, at, `${REVISION}${revision}"`)
}

const bare = (bytes: Buffer): Buffer => {
  const from = bytes.indexOf(REVISION)
  return from < 0 ? bytes : spliced(bytes, from, endOf(bytes, REVISION), '')
}

/** How the resourceVersion comes into the bytes of an object. */
export const objectValues: Values = { shown, bare }

/** The bytes of an object as they are shown for another revision. */
export const withRevision = (bytes: Buffer, revision: number): Buffer => {
  const from = bytes.indexOf(REVISION)
  return from < 0
    ? shown(bytes, revision)
    : spliced(bytes, from, endOf(bytes, REVISION), `${REVISION}${revision}"`)
}

/** The bytes of an object in the store. */
export const encodeObject = (object: KubeObject): Buffer =>
  Buffer.from(stringifyJson(withMetadata(object, { resourceVersion: undefined })))

/** Whether the bytes to store are those that `row` shows, its revision aside. */
export const isSame = (encoded: Buffer, row: { readonly value: Buffer }): boolean =>
  encoded.equals(bare(row.value))
