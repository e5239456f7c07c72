/*
 * The character strings of a name, as Go 1.25 and later read them (`encoding/asn1` for requests, `crypto/x509` for certificates).
 * `@peculiar/asn1-x509` takes any character in any of them, and what is no UTF-8 it reads as Latin-1.
 */
import { isUtf8 } from 'node:buffer'
import { TAG } from './der.ts'

/** A type of character string. */
export interface StringType {
  /** its name in ASN.1 */
  readonly name: string
  /** Reads the contents of a value; undefined if they are not of this type. */
  readonly read: (content: Buffer) => string | undefined
}

const matching =
  (pattern: RegExp) =>
  (content: Buffer): string | undefined => {
    const text = content.toString('latin1')
    return pattern.test(text) ? text : undefined
  }

/** Surrogates and noncharacters, which UCS-2 does not have. */
const NOT_UCS2 = /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/

/** UCS-2 text without its terminator. */
const readBmp = (content: Buffer): string | undefined => {
  if (content.length % 2 !== 0) return undefined
  const text = Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '')
  return NOT_UCS2.test(text) ? undefined : text
}

/** By universal tag number. Values of other types are no text. */
export const STRING_TYPES: ReadonlyMap<number, StringType> = new Map([
  // Go reads Latin-1, although T.61 lacks some of its characters
  [TAG.t61String, { name: 'T61String', read: (content) => content.toString('latin1') }],
  // `*` and `&` too, since real certificates have them
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
