const REDACTED = 'REDACTED'

const PEM_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/
/** A key up to its END line, or to the end of the text if there is none. */
const WHOLE_PEM_KEY =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^]*?(?:-----END (?:[A-Z0-9 ]*PRIVATE KEY-----)?|$)/g

/** characters of JSON Web Tokens (RFC 7515) */
const DOTTED = /[\w.-]+/g
/** Header and claims start with `{"` in base64url. */
const isObject = (part = ''): boolean => part.startsWith('eyJ') && part.length > 3

/** Base64 with fewer characters holds no private key: the shortest, an Ed25519 key, has 64. */
const SHORTEST = 60
/** base64 in one or many lines, whose breaks may be escaped several times (JSON in JSON). */
const BASE64_RUN = /[\w+/-]{16,}(?:(?:\\+[nrt]|\s)+[\w+/-]+)*={0,2}/g
const BREAKS = /\\+[nrt]?|\s+/g

/** Nested levels of base64 to try. */
const MAX_DEPTH = 3

/** Start of an OBJECT IDENTIFIER below 1.2.840.113549.1.5, in DER. */
const PKCS5 = Buffer.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05)

/**
 * Detects a private key in DER, or PKCS #12: a SEQUENCE that begins with a version or an algorithm
 * of PKCS #5 (RFC 5208, 5915, 7292, 8017, 8018), unlike requests and certificates.
 */
const isDerKey = (bytes: Buffer): boolean => {
  if (bytes[0] !== 0x30) return false
  const length = bytes[1] ?? 0
  const start = length < 0x80 ? 2 : 2 + (length & 0x7f)
  const [tag, size, version = -1] = bytes.subarray(start)
  if (tag === 0x02) return size === 1 && [0, 1, 3].includes(version)
  return bytes.subarray(start + 2, start + 2 + PKCS5.length).equals(PKCS5)
}

const holdsKey = (bytes: Buffer, depth: number): boolean => {
  if (isDerKey(bytes)) return true
  const text = bytes.toString('latin1')
  return PEM_KEY.test(text) || (depth < MAX_DEPTH && withoutKeys(text, depth) !== text)
}

/** Maximum length of base64 to decode at several offsets. */
const LONGEST = 64 * 1024

/**
 * Tries four offsets, since text before the base64 may have the same alphabet. In base64
 * longer than LONGEST, tries only the first offset.
 */
const isKeyIn = (run: string, depth: number): boolean => {
  const base64 = run.replaceAll(BREAKS, '')
  if (base64.length < SHORTEST) return false
  return (base64.length > LONGEST ? [0] : [0, 1, 2, 3]).some((skip) =>
    holdsKey(Buffer.from(base64.slice(skip), 'base64'), depth),
  )
}

const withoutKeys = (text: string, depth: number): string =>
  text
    .replaceAll(WHOLE_PEM_KEY, REDACTED)
    .replaceAll(BASE64_RUN, (run) => (isKeyIn(run, depth + 1) ? REDACTED : run))

/** Redacts JWTs: header, claims and a signature. */
const withoutTokensIn = (dotted: string): string => {
  const parts = dotted.split('.')
  const kept: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const isToken = i + 2 < parts.length && isObject(parts[i]) && isObject(parts[i + 1])
    kept.push(isToken ? REDACTED : parts[i]!)
    if (isToken) i += 2
  }
  return kept.join('.')
}

const withoutTokens = (text: string): string =>
  text.includes('.eyJ') ? text.replaceAll(DOTTED, withoutTokensIn) : text

/** Replaces JWTs, and private keys in PEM or in (nested) base64 of PEM or DER, by `REDACTED`. */
export const withoutSecrets = (text: string): string =>
  // a shorter text contains no token and no private key
  text.length < 36 ? text : withoutKeys(withoutTokens(text), 0)

/** Redacts strings in one-line JSON; the result is still valid JSON. */
export const withoutSecretsInJson = (json: string): string =>
  withoutSecrets(json) === json
    ? json
    : JSON.stringify(
        JSON.parse(json, (_key, value: unknown) =>
          typeof value === 'string' ? withoutSecrets(value) : value,
        ),
      )

/** Names of credential parameters, in lower case, without `_` and `-`. */
const SECRET_PARAMETERS = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'authtoken',
  'bearer',
  'bearertoken',
  'clientsecret',
  'idtoken',
  'jwt',
  'password',
  'refreshtoken',
  'secret',
  'token',
])

const isSecret = (parameter: string): boolean => {
  const [[name = ''] = []] = new URLSearchParams(`${parameter}=`)
  return SECRET_PARAMETERS.has(name.toLowerCase().replaceAll(/[_-]/g, ''))
}

/** Redacts a request target: userinfo, credential parameters, keys and JWTs. */
export const withoutSecretsInUrl = (target: string): string => {
  const url = withoutSecrets(target).replace(
    /^((?:[a-z][\w+.-]*:)?\/\/)[^/?#]*@/i,
    `$1${REDACTED}@`,
  )
  return url.includes('?')
    ? url.replaceAll(/([?&;])([^?&;=]+)=[^&;]+/g, (all, before: string, name: string) =>
        isSecret(name) ? `${before}${name}=${REDACTED}` : all,
      )
    : url
}
