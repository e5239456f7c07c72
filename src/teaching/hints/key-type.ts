/** Key types and signatures that Kubernetes rejects in an undamaged CSR. */
import { DerReader, TAG } from '../../ca/der/read.ts'
import { ifReadable } from '../../ca/errors.ts'
import { OID } from '../../ca/oid.ts'
import {
  algorithmField,
  type AlgorithmIdentifier,
  isKnownCurve,
  publicKeyInfoField,
} from '../../ca/public-key.ts'

/** Key types that openssl makes, but Go's crypto/x509 does not verify, by OID. */
const OTHER_TYPES = new Map([
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
  ['1.2.840.113549.1.1.10', 'RSA-PSS'],
  ['1.2.840.10040.4.1', 'DSA'],
  ['1.3.101.113', 'Ed448'],
  ['1.3.132.0.10', 'secp256k1'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
])

const READABLE_TYPES: ReadonlySet<string> = new Set([OID.rsaEncryption, OID.ed25519])

/** Types of {@link READABLE_TYPES} and curves, for people. */
export const READABLE = 'RSA, ECDSA (P-256, P-384 or P-521) and Ed25519'

const inside = (at: DerReader): DerReader => new DerReader(at.field(TAG.sequence).content)

/** Returns the name of a type that Kubernetes does not read. */
const otherType = ({ algorithm, parameters }: AlgorithmIdentifier): string | undefined => {
  if (READABLE_TYPES.has(algorithm)) return undefined
  if (algorithm !== OID.ecPublicKey) return OTHER_TYPES.get(algorithm) ?? algorithm
  const curve = ifReadable(() => new DerReader(parameters).oidField())
  return curve === undefined || isKnownCurve(curve) ? undefined : (OTHER_TYPES.get(curve) ?? curve)
}

/** `der`: a PKCS #10 request. Returns undefined for a type that Kubernetes reads. */
export const otherTypeOfRequest = (der: Buffer): string | undefined =>
  ifReadable(() => {
    const info = inside(inside(new DerReader(der)))
    // version and subject
    info.rawField()
    info.rawField()
    return otherType(publicKeyInfoField(info))
  })

/** `der`: a PKCS #8 key. Returns undefined for a type that Kubernetes reads. */
export const otherTypeOfKey = (der: Buffer): string | undefined =>
  ifReadable(() => {
    const at = inside(new DerReader(der))
    // version
    at.rawField()
    return otherType(algorithmField(at))
  })

/** `type`: from {@link otherTypeOfRequest}. */
export const otherTypeText = (type: string): string =>
  `the key type ${type} is not one that Kubernetes 1.34 to 1.37 reads; it reads ${READABLE}.`

/** `problem`: Go's. Returns undefined if the signature is wrong, or the request is damaged. */
export const weakSignature = (problem: string): string | undefined => {
  const [, algorithm] = /insecure algorithm (\S+)$/.exec(problem) ?? []
  if (algorithm !== undefined)
    return `the request is signed with ${algorithm}, which is insecure, so Kubernetes rejects it.`
  return problem.endsWith('algorithm unimplemented')
    ? 'the request is signed with an algorithm that Kubernetes does not read.'
    : undefined
}
