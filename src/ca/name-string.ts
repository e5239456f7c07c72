/*
 * Reads the strings of a name as Go 1.25 and later do. `@peculiar/asn1-x509` accepts any character
 * in any type.
 */
import { isUtf8 } from 'node:buffer'
import { TAG } from './der.ts'

export interface StringType {
  readonly name: string
  /** Returns undefined if the type does not allow the content. */
  readonly read: (content: Buffer) => string | undefined
}

const matching =
  (pattern: RegExp) =>
  (content: Buffer): string | undefined => {
    const text = content.toString('latin1')
    return pattern.test(text) ? text : undefined
  }

/** Surrogates and noncharacters, which UCS-2 lacks. */
const NOT_UCS2 = /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/

const readBmp = (content: Buffer): string | undefined => {
  if (content.length % 2 !== 0) return undefined
  const text = Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '')
  return NOT_UCS2.test(text) ? undefined : text
}

/** String types by tag. */
export const STRING_TYPES: ReadonlyMap<number, StringType> = new Map([
  // Go reads Latin-1, although T.61 lacks some characters of Latin-1
  [TAG.t61String, { name: 'T61String', read: (content) => content.toString('latin1') }],
  // including `*` and `&`, which occur in real certificates
  [
    TAG.printableString,
    { name: 'PrintableString', read: matching(/^[A-Za-z0-9 '()*&+,\-./:=?]*$/) },
  ],
  [TAG.numericString, { name: 'NumericString', read: matching(/^[0-9 ]*$/) }],
  // oxlint-disable-next-line no-control-regex -- IA5String is ASCII, control characters included
  [TAG.ia5String, { name: 'IA5String', read: matching(/^[\0-\u007f]*$/) }],
  [
    TAG.utf8String,
    {
      name: 'UTF8String',
      read: (content) => (isUtf8(content) ? content.toString() : undefined),
    },
  ],
  [TAG.bmpString, { name: 'BMPString', read: readBmp }],
])
