import { SigningError } from './errors.ts'
import { formatGoTime, wholeSeconds } from './time.ts'

const MINUTE = 60_000

/** How far a certificate starts before it is made, for clocks that are behind. */
const BACKDATE = 5 * MINUTE

/** Certificates shorter than this are not cut by what they were backdated. */
const SHORT = 8 * 60 * MINUTE

/** The shortest duration that a signer grants, in seconds. The API takes no shorter wish, but stored objects may hold one. */
const SHORTEST_SECONDS = 600

/**
 * How long a certificate is to be valid: what the request wishes, within the signer's limits.
 *
 * @param expirationSeconds `spec.expirationSeconds`
 * @param maximumSeconds the signer's `--cluster-signing-duration`; it wins over the shortest duration
 * @returns seconds
 */
export const grantedSeconds = (
  expirationSeconds: number | undefined,
  maximumSeconds: number,
): number => {
  if (expirationSeconds === undefined || expirationSeconds > maximumSeconds) return maximumSeconds
  return Math.max(expirationSeconds, SHORTEST_SECONDS)
}

/** When a certificate is valid, in milliseconds since the epoch, whole seconds. */
export interface Validity {
  notBefore: number
  notAfter: number
}

/**
 * The validity of a certificate that is signed now: it starts five minutes ago; from eight hours on, its end moves back as well;
 * it does not outlive the CA.
 *
 * @param now milliseconds since the epoch
 * @param authorityNotAfter end of the CA's certificate, milliseconds since the epoch
 * @throws SigningError when the CA has expired, with the real signer's text
 */
export const validityFor = (
  durationSeconds: number,
  now: number,
  authorityNotAfter: number,
): Validity => {
  const duration = durationSeconds * 1000
  const notBefore = now - BACKDATE
  const notAfter = Math.min(now + duration - (duration < SHORT ? 0 : BACKDATE), authorityNotAfter)
  if (now >= authorityNotAfter) {
    const end = formatGoTime(authorityNotAfter)
    const problem =
      notBefore >= authorityNotAfter
        ? 'the signer has expired'
        : 'refusing to sign a certificate that expired in the past'
    throw new SigningError(`${problem}: NotAfter=${end}`)
  }
  return { notBefore: wholeSeconds(notBefore), notAfter: wholeSeconds(notAfter) }
}
