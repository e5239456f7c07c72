/** Validates ClusterTrustBundles (`pkg/apis/certificates/validation`). */
import type { ClusterTrustBundle } from '../../../apis/certificates.ts'
import { FieldPath, invalid, tooLong, type FieldError } from '../../../apimachinery/field.ts'
import { subdomainName } from '../../../apimachinery/names.ts'
import { validateSignerName } from '../../../apimachinery/signer-name.ts'
import { parseCertificate } from '../../../ca/certificate.ts'
import { ifReadable } from '../../../ca/errors.ts'
import { decodePemBlocks, type PemBlock } from '../../../ca/pem.ts'

const SIGNER_NAME = FieldPath.of('spec', 'signerName')
const TRUST_BUNDLE = FieldPath.of('spec', 'trustBundle')

const MAX_BUNDLE_BYTES = 1024 * 1024
/** shown in errors instead of the bundle, which can be 1 MiB */
const OMITTED = '<value omitted>'

const bundleError = (detail: string): FieldError => invalid(TRUST_BUNDLE, OMITTED, detail)

/** `example.com/foo` owns names with the prefix `example.com:foo:`. */
const namePrefix = (signerName: string): string => `${signerName.replaceAll('/', ':')}:`

/** Errors of a bundle's name. Without a signer (`''`), the name must have no colon. */
export const ownedNameErrors = (name: string, prefix: boolean, signerName: string): string[] => {
  if (signerName === '') {
    return name.includes(':')
      ? ['ClusterTrustBundle without signer name must not have ":" in its name']
      : subdomainName(name, prefix)
  }
  const owned = namePrefix(signerName)
  return name.startsWith(owned)
    ? subdomainName(name.slice(owned.length), prefix)
    : [`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${owned}`]
}

export const bundleNameErrors = (
  name: string,
  prefix: boolean,
  { spec: { signerName = '' } }: ClusterTrustBundle,
): string[] => ownedNameErrors(name, prefix, signerName)

const blockProblem = ({ type, hasHeaders, der }: PemBlock): string | undefined => {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`
  if (hasHeaders) return 'has PEM block headers'
  // fails for malformed basic constraints too, as in Go
  const certificate = ifReadable(() => parseCertificate(der))
  if (certificate === undefined) return 'does not parse as X.509'
  return certificate.basicConstraints?.isCa === true ? undefined : 'does not have the CA bit set'
}

/** The positions of each repeated certificate. */
const duplicates = (blocks: readonly PemBlock[]): number[][] => {
  const places = new Map<string, number[]>()
  blocks.forEach(({ der }, index) => {
    const key = der.toString('latin1')
    places.set(key, [...(places.get(key) ?? []), index])
  })
  return [...places.values()].filter(({ length }) => length > 1)
}

const validateTrustBundle = (pem: string): FieldError[] => {
  if (Buffer.byteLength(pem) > MAX_BUNDLE_BYTES) return [tooLong(TRUST_BUNDLE, MAX_BUNDLE_BYTES)]
  const blocks = decodePemBlocks(pem)
  const problems = blocks.flatMap((block, index) => {
    const problem = blockProblem(block)
    return problem === undefined ? [] : [bundleError(`entry ${index} ${problem}`)]
  })
  if (problems.length > 0) return problems
  if (blocks.length === 0) return [bundleError('at least one trust anchor must be provided')]
  return duplicates(blocks).map((indices) =>
    bundleError(`duplicate trust anchor (indices [${indices.join(' ')}])`),
  )
}

const validateSigner = ({ spec: { signerName = '' } }: ClusterTrustBundle): FieldError[] =>
  signerName === '' ? [] : validateSignerName(signerName, SIGNER_NAME)

export const validateCreate = (bundle: ClusterTrustBundle): FieldError[] => [
  ...validateSigner(bundle),
  ...validateTrustBundle(bundle.spec.trustBundle),
]

/** An unchanged bundle is not parsed again. */
export const validateUpdate = (
  bundle: ClusterTrustBundle,
  old: ClusterTrustBundle,
): FieldError[] => {
  const { signerName = '', trustBundle } = bundle.spec
  return [
    ...validateSigner(bundle),
    ...(trustBundle === old.spec.trustBundle ? [] : validateTrustBundle(trustBundle)),
    ...(signerName === (old.spec.signerName ?? '')
      ? []
      : [invalid(SIGNER_NAME, signerName, 'field is immutable')]),
  ]
}
