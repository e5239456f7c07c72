/** JSON Web Tokens in compact form (RFC 7519, RFC 7515), only RS256. */
import { sign, verify, type KeyObject } from 'node:crypto'
import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'

interface UnverifiedJwt {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signed: string
  readonly signature: Buffer
}

const BASE64URL = /^[A-Za-z0-9_-]+$/

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (part: string): JsonObject | undefined => {
  if (!BASE64URL.test(part)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const signJwt = (claims: object, key: KeyObject, kid: string): string => {
  const signed = `${encode({ alg: 'RS256', kid })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** Returns undefined for a token that is malformed or not RS256. */
export const readJwt = (token: string): UnverifiedJwt | undefined => {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || !BASE64URL.test(signature)) return undefined
  const claims = decode(body)
  const header = claims === undefined ? undefined : decode(head)
  if (header?.['alg'] !== 'RS256' || claims === undefined) return undefined
  return {
    header,
    claims,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

export const hasValidSignature = ({ signed, signature }: UnverifiedJwt, key: KeyObject): boolean =>
  verify('sha256', Buffer.from(signed), key, signature)
