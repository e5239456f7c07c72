/**
 * The PKCS#10 request inside `spec.request`, parsed and verified once: an object's request never changes, but is asked for
 * by validation, admission and two controllers.
 */
import {
  type CertificateRequest,
  parseCertificateRequestPem,
  verifyRequestSignature,
} from './csr.ts'
import { X509Error } from './errors.ts'

interface Parsed {
  readonly request?: CertificateRequest
  /** why it cannot be parsed or verified, in Go's words */
  readonly problem?: string
}

/**
 * In characters of base64: some three thousand usual requests. What is parsed takes about three times as much memory;
 * with a quarter of it, 3,000 that wait for approval are issued at three quarters of the rate.
 */
const MAX_KEPT = 4 * 1024 * 1024
/** A longer one would drive out too many others. */
const MAX_KEPT_LENGTH = 16_384
/** Of those whose controllers are done, in characters too: some two hundred, for objects that hold the same request. */
const MAX_SETTLED = 256 * 1024
let kept = 0
let settled = 0
const parsed = new Map<string, Parsed>()
/** the keys of `parsed` that nobody waits for, from the oldest */
const done = new Set<string>()

const forget = (base64: string): void => {
  if (parsed.delete(base64)) kept -= base64.length
  if (done.delete(base64)) settled -= base64.length
}

const parse = (base64: string): Parsed => {
  let request: CertificateRequest
  try {
    request = parseCertificateRequestPem(Buffer.from(base64, 'base64'))
  } catch (error) {
    if (error instanceof X509Error) return { problem: error.message }
    throw error
  }
  const problem = verifyRequestSignature(request)
  return problem === undefined ? { request } : { request, problem }
}

const parseOnce = (base64: string): Parsed => {
  const known = parsed.get(base64)
  if (known !== undefined) return known
  const fresh = parse(base64)
  if (base64.length > MAX_KEPT_LENGTH) return fresh
  parsed.set(base64, fresh)
  kept += base64.length
  for (const oldest of parsed.keys()) {
    if (kept <= MAX_KEPT) break
    forget(oldest)
  }
  return fresh
}

/** The object of this request has its certificate: what was parsed of it soon makes room, ahead of those that wait. */
export const settleRequest = (base64: string): void => {
  if (!parsed.has(base64) || done.has(base64)) return
  done.add(base64)
  settled += base64.length
  for (const oldest of done) {
    if (settled <= MAX_SETTLED) break
    forget(oldest)
  }
}

/** Why validation refuses this request, or undefined. `base64` is `spec.request`. */
export const requestProblem = (base64: string): string | undefined => parseOnce(base64).problem

/**
 * The parsed request, its signature not considered (validation has done that).
 * Throws X509Error with Go's text when it cannot be parsed.
 */
export const parseRequest = (base64: string): CertificateRequest => {
  const { request, problem } = parseOnce(base64)
  if (request === undefined) throw new X509Error(problem ?? 'x509: malformed certificate request')
  return request
}
