/** Caches parsed requests: validation, admission and the controllers all need them. */
import {
  type CertificateRequest,
  parseCertificateRequestPem,
  verifyRequestSignature,
} from './csr.ts'
import { readOr, X509Error } from './errors.ts'

interface Parsed {
  readonly request?: CertificateRequest
  readonly problem: string | undefined
}

/** maximum characters of base64 in the cache, enough for about 3,000 requests */
const MAX_KEPT = 4 * 1024 * 1024
const MAX_KEPT_LENGTH = 16_384
let kept = 0
const parsed = new Map<string, Parsed>()

/** Removes a request from the cache. Call it once the certificate is issued. */
export const forgetRequest = (base64: string): void => {
  if (parsed.delete(base64)) kept -= base64.length
}

const parse = (base64: string): Parsed =>
  readOr(
    () => {
      const request = parseCertificateRequestPem(Buffer.from(base64, 'base64'))
      return { request, problem: verifyRequestSignature(request) }
    },
    (problem) => ({ problem }),
  )

const parseOnce = (base64: string): Parsed => {
  const known = parsed.get(base64)
  if (known !== undefined) return known
  const fresh = parse(base64)
  if (base64.length > MAX_KEPT_LENGTH) return fresh
  parsed.set(base64, fresh)
  kept += base64.length
  for (const oldest of parsed.keys()) {
    if (kept <= MAX_KEPT) break
    forgetRequest(oldest)
  }
  return fresh
}

/** Returns Go's error for an invalid `spec.request`. */
export const requestProblem = (base64: string): string | undefined => parseOnce(base64).problem

/** Parses `spec.request`, even with an invalid signature. Throws X509Error with Go's text. */
export const parseRequest = (base64: string): CertificateRequest => {
  const { request, problem } = parseOnce(base64)
  if (request === undefined) throw new X509Error(problem ?? 'x509: malformed certificate request')
  return request
}
