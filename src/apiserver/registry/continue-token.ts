/**
 * Tokens of chunked lists: unpadded base64url of JSON, as in
 * `k8s.io/apiserver/pkg/storage/continue.go`.
 */
import { posix } from 'node:path'
import { describeJson } from '../../apimachinery/schema/decode-context.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../apimachinery/text/json.ts'
import { isTooLong, TOO_LONG } from '../../apimachinery/text/long-text.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { badRequest } from '../../apimachinery/status.ts'

interface ContinueToken {
  readonly revision: number
  readonly start: string
}

export const encodeContinueToken = ({ revision, start }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url')

const refuse = (why: string) =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)

/** Ignores trailing bits, like `base64.RawURLEncoding`. */
const bytesOf = (token: string): Buffer => {
  const wrong = token.search(/[^\w-]/)
  if (wrong >= 0) throw refuse(`illegal base64 data at input byte ${wrong}`)
  if (token.length % 4 === 1) {
    throw refuse(`illegal base64 data at input byte ${token.length - 1}`)
  }
  return Buffer.from(token, 'base64url')
}

const documentOf = (bytes: Buffer): unknown => {
  const first = String.fromCharCode(bytes[0] ?? 0)
  // Go's error shows an invalid first byte as the character with that code
  if (first > '\x7f') {
    throw refuse(
      `invalid character '${goQuote(first).slice(1, -1)}' looking for beginning of value`,
    )
  }
  try {
    return parseJson(bytes.toString()).value ?? {}
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw refuse(error.message)
    throw error
  }
}

/** Throws a 400 with Go's error for wrong types. */
const fieldsOf = (document: unknown): { v: string; rv: number; start: string } => {
  if (!isJsonObject(document)) {
    throw refuse(
      `json: cannot unmarshal ${describeJson(document)} into Go value of type storage.continueToken`,
    )
  }
  const field = <T>(
    name: string,
    goType: string,
    fits: (value: unknown) => value is T,
    zero: T,
  ) => {
    const value = document[name] ?? zero
    if (fits(value)) return value
    const found = describeJson(value, goType === 'int64')
    throw refuse(
      `json: cannot unmarshal ${found} into Go struct field continueToken.${name} of type ${goType}`,
    )
  }
  const isText = (value: unknown) => typeof value === 'string'
  const isInteger = (value: unknown): value is number => Number.isSafeInteger(value)
  return {
    v: field('v', 'string', isText, ''),
    rv: field('rv', 'int64', isInteger, 0),
    start: field('start', 'string', isText, ''),
  }
}

/** Throws a 400 StatusError for a malformed token. */
export const decodeContinueToken = (token: string): ContinueToken => {
  if (isTooLong(token)) throw refuse(TOO_LONG)
  const { v, rv, start } = fieldsOf(documentOf(bytesOf(token)))
  if (v !== 'meta.k8s.io/v1') throw refuse(`server does not recognize this encoded version ${v}`)
  if (rv === 0) {
    throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  }
  if (start === '') throw refuse('encoded start key empty (version meta.k8s.io/v1)')
  // the key must stay within the list
  const path = start.startsWith('/') ? start : `/${start}`
  if (posix.normalize(path).replace(/(.)\/$/, '$1') !== path) throw refuse(start)
  return { revision: rv, start }
}
