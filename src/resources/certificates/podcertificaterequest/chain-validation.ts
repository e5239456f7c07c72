/**
 * Validates the certificates of an issued request
 * (`pkg/apis/certificates/validation/validation.go`, 1.36).
 */
import { append } from '../../../apimachinery/append.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  type FieldError,
  FieldPath,
  invalid,
  JsonValue,
  required,
  tooLong,
} from '../../../apimachinery/field.ts'
import type {
  PodCertificateRequest,
  PodCertificateRequestStatus,
} from '../../../apis/certificates.ts'
import { type Certificate, parseCertificate } from '../../../ca/certificate.ts'
import { ifReadable } from '../../../ca/errors.ts'
import { decodePemBlocks } from '../../../ca/pem.ts'
import { requestedKey } from './keys.ts'

const STATUS = FieldPath.of('status')
const CHAIN = STATUS.child('certificateChain')
const NOT_BEFORE = STATUS.child('notBefore')
const NOT_AFTER = STATUS.child('notAfter')
const BEGIN_REFRESH = STATUS.child('beginRefreshAt')

const MAX_CHAIN_BYTES = 100 * 1024
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** in a millisecond */
const NANOSECONDS = 1e6

const parsed = (der: Buffer): Certificate | undefined => ifReadable(() => parseCertificate(der))

const dnsNameErrors = (name: string): FieldError[] => {
  const errors: FieldError[] = []
  const refuse = (why: string): void => void errors.push(invalid(CHAIN, name, why))
  if (name === '') refuse('leaf certificate should not contain empty DNSName')
  if (name.includes('..')) refuse("leaf certificate's DNSName should not contain '..'")
  if (name.startsWith('.') || name.endsWith('.'))
    refuse("leaf certificate's DNSName should not start or end with '.'")
  return errors
}

/** Local part and domain, without checking their characters. */
const MAILBOX = /^[^@\s]+@[^@\s]+$/

const leafNameErrors = ({ sans }: Certificate): FieldError[] => [
  ...sans.dns.flatMap(dnsNameErrors),
  ...sans.email
    .filter((address) => !MAILBOX.test(address))
    .map((address) =>
      invalid(CHAIN, address, 'leaf certificate should not contain invalid EmailAddress'),
    ),
]

const missingTimes = (status: PodCertificateRequestStatus): FieldError[] => {
  const consistent = 'must be present and consistent with the issued certificate'
  return [
    ...(status.notBefore === undefined ? [required(NOT_BEFORE, consistent)] : []),
    ...(status.notAfter === undefined ? [required(NOT_AFTER, consistent)] : []),
    ...(status.beginRefreshAt === undefined
      ? [
          required(
            BEGIN_REFRESH,
            'must be present and in the range [notbefore+10min, notafter-10min]',
          ),
        ]
      : []),
  ]
}

type Times = Required<
  Pick<PodCertificateRequestStatus, 'notBefore' | 'notAfter' | 'beginRefreshAt'>
>

const timeError = (
  times: Times,
  leaf: Certificate,
  maxExpirationSeconds: number,
  now: number,
): FieldError | undefined => {
  const [notBefore, notAfter, beginRefreshAt] = [
    Date.parse(times.notBefore),
    Date.parse(times.notAfter),
    Date.parse(times.beginRefreshAt),
  ]
  if (notBefore !== leaf.notBefore) {
    const why = 'must be set to the NotBefore time encoded in the leaf certificate'
    return invalid(NOT_BEFORE, times.notBefore, why)
  }
  if (Math.abs(notBefore - now) >= 5 * MINUTE) {
    const why = "must be set to within 5 minutes of kube-apiserver's current time"
    return invalid(NOT_BEFORE, times.notBefore, why)
  }
  if (notAfter !== leaf.notAfter) {
    const why = 'must be set to the NotAfter time encoded in the leaf certificate'
    return invalid(NOT_AFTER, times.notAfter, why)
  }
  const lifetime = notAfter - notBefore
  // in JSON, Go writes a duration in nanoseconds
  const shown = new JsonValue(lifetime * NANOSECONDS)
  if (lifetime < HOUR) return invalid(CHAIN, shown, 'leaf certificate lifetime must be >= 1 hour')
  if (lifetime > maxExpirationSeconds * 1000) {
    const why = `leaf certificate lifetime must be <= spec.maxExpirationSeconds (${maxExpirationSeconds})`
    return invalid(CHAIN, shown, why)
  }
  if (beginRefreshAt < notBefore + 10 * MINUTE) {
    const why = 'must be at least 10 minutes after status.notBefore'
    return invalid(BEGIN_REFRESH, times.beginRefreshAt, why)
  }
  if (beginRefreshAt > notAfter - 10 * MINUTE) {
    const why = 'must be at least 10 minutes before status.notAfter'
    return invalid(BEGIN_REFRESH, times.beginRefreshAt, why)
  }
  return undefined
}

export const validateIssued = (
  { status }: PodCertificateRequest,
  { spec }: PodCertificateRequest,
  { clock, release }: RequestContext,
): FieldError[] => {
  const { certificateChain: chain = '' } = status
  if (Buffer.byteLength(chain) > MAX_CHAIN_BYTES) return [tooLong(CHAIN, MAX_CHAIN_BYTES)]
  const wrong = (why: string): FieldError => invalid(CHAIN, chain, why)
  const [first, ...rest] = decodePemBlocks(chain)
  if (first === undefined)
    return [wrong('issued certificate chain must contain at least one certificate')]
  if (first.type !== 'CERTIFICATE')
    return [wrong('issued certificate chain must consist entirely of CERTIFICATE PEM blocks')]
  const leaf = parsed(first.der)
  if (leaf === undefined) return [wrong('leaf certificate does not parse as valid X.509')]

  const errors = release.has('PodCertificateRequestsV1beta1') ? leafNameErrors(leaf) : []
  if (requestedKey(spec)?.spki.equals(leaf.publicKey.spki) !== true)
    return [...errors, wrong('leaf certificate was not issued to the requested public key')]
  append(errors, missingTimes(status))
  if (errors.length > 0) return errors

  const { maxExpirationSeconds = 0 } = spec
  const error = timeError(status as Times, leaf, maxExpirationSeconds, clock.now())
  if (error !== undefined) return [error]
  for (const { type, der } of rest) {
    if (type !== 'CERTIFICATE')
      // the misspelling is Kubernetes' own
      return [wrong('issued certificate chain must consist entirely of CERTFICATE PEM blocks')]
    if (parsed(der) === undefined)
      return [wrong('intermediate certificate does not parse as valid X.509')]
  }
  return []
}
