import { SigningError } from './errors.ts'

const MINUTE = 60_000

/** notBefore is this long before now, for clocks that are behind. */
const BACKDATE = 5 * MINUTE

/** Backdating also moves notAfter, unless the requested lifetime is shorter than this. */
const SHORT = 8 * 60 * MINUTE

/** The API rejects shorter durations, but stored objects may have them. */
const SHORTEST_SECONDS = 600

/**
 * @param expirationSeconds `spec.expirationSeconds`
 * @param maximumSeconds `--cluster-signing-duration`, also the default; may be below 600
 * @returns seconds
 */
export const grantedSeconds = (
  expirationSeconds: number | undefined,
  maximumSeconds: number,
): number => {
  if (expirationSeconds === undefined || expirationSeconds > maximumSeconds) return maximumSeconds
  return Math.max(expirationSeconds, SHORTEST_SECONDS)
}

/** Times in milliseconds since the epoch, without fractions of a second. */
export interface Validity {
  notBefore: number
  notAfter: number
}

/**
 * Validity of a certificate signed now, shortened if the CA's certificate expires earlier.
 *
 * @param now milliseconds since the epoch
 * @param authorityNotAfter milliseconds since the epoch
 * @throws SigningError with the real signer's text if the CA has expired
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

export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000

/** Formats a time without fractions of a second like Go's `%v` in UTC. */
export const formatGoTime = (ms: number): string =>
  new Date(ms).toISOString().replace('T', ' ').replace('.000Z', ' +0000 UTC')
