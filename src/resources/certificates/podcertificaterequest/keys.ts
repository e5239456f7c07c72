/**
 * Validates the key of a PodCertificateRequest. The key is in a PKCS #10 request, or comes with a
 * signature of the pod's UID (`pkg/apis/certificates/validation/validation.go`, 1.36).
 */
import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  type FieldError,
  FieldPath,
  invalid,
  invalidUnshown,
  JsonValue,
  tooLong,
} from '../../../apimachinery/field.ts'
import type { PodCertificateRequestSpec } from '../../../apis/certificates.ts'
import { parseCertificateRequest, verifyRequestSignature } from '../../../ca/request.ts'
import { ifReadable } from '../../../ca/errors.ts'
import { parsePkixPublicKey, type PublicKey } from '../../../ca/public-key.ts'
import {
  ANY_SALT_LENGTH,
  type SignatureAlgorithm,
  signatureProblem,
} from '../../../ca/signature.ts'

const SPEC = FieldPath.of('spec')
const STUB = SPEC.child('stubPKCS10Request')
const PUBLIC_KEY = SPEC.child('pkixPublicKey')
const PROOF = SPEC.child('proofOfPossession')

const MAX_BYTES = 10 * 1024
const RSA_BITS: ReadonlySet<number> = new Set([3072, 4096])
const UNKNOWN_KEY = 'unknown public key type; supported types are Ed25519, ECDSA, and RSA'

const bytesOf = (base64: string | null | undefined): Buffer => Buffer.from(base64 ?? '', 'base64')

/** `curves`: the allowed curves, as listed in the error text. */
const strengthError = (
  { algorithm, curve, modulus }: PublicKey,
  path: FieldPath,
  curves: string,
): FieldError | undefined => {
  if (algorithm === 'ECDSA' && curve === 'P-224')
    return invalid(path, `curve ${curve}`, `elliptic public keys must use curve ${curves}`)
  const bits = (modulus?.length ?? 0) * 8
  if (algorithm === 'RSA' && !RSA_BITS.has(bits))
    return invalid(path, `${bits}-bit modulus`, 'RSA keys must have modulus size 3072 or 4096')
  return undefined
}

const isSupported = ({ algorithm }: PublicKey): boolean =>
  algorithm === 'Ed25519' || algorithm === 'ECDSA' || algorithm === 'RSA'

const stubErrors = ({ stubPKCS10Request }: PodCertificateRequestSpec): FieldError[] => {
  const der = bytesOf(stubPKCS10Request)
  if (der.length > MAX_BYTES) return [tooLong(STUB, MAX_BYTES)]
  const request = ifReadable(() => parseCertificateRequest(der))
  if (request === undefined) return [invalidUnshown(STUB, 'must be a valid PKCS#10 CSR')]
  const weak = strengthError(request.publicKey, STUB, 'P256, P384, or P521')
  if (weak !== undefined) return [weak]
  if (!isSupported(request.publicKey)) return [invalidUnshown(STUB, UNKNOWN_KEY)]
  return verifyRequestSignature(request) === undefined
    ? []
    : [invalidUnshown(STUB, 'invalid signature')]
}

const PROOFS: Readonly<Partial<Record<string, SignatureAlgorithm>>> = {
  Ed25519: { name: 'Ed25519', key: 'Ed25519', hash: undefined },
  ECDSA: { name: 'ECDSA-SHA256', key: 'ECDSA', hash: 'sha256' },
  RSA: { name: 'SHA256-RSAPSS', key: 'RSA', hash: 'sha256', saltLength: ANY_SALT_LENGTH },
}

const keyAndProofErrors = ({
  pkixPublicKey,
  proofOfPossession,
  podUID,
}: PodCertificateRequestSpec): FieldError[] => {
  const der = bytesOf(pkixPublicKey)
  const proof = bytesOf(proofOfPossession)
  if (der.length > MAX_BYTES) return [tooLong(PUBLIC_KEY, MAX_BYTES)]
  if (proof.length > MAX_BYTES) return [tooLong(PROOF, MAX_BYTES)]
  const shown = new JsonValue(pkixPublicKey ?? null)
  const key = ifReadable(() => parsePkixPublicKey(der))
  if (key?.algorithm === undefined)
    return [invalid(PUBLIC_KEY, shown, 'must be a valid PKIX-serialized public key')]
  if (!isSupported(key)) return [invalid(PUBLIC_KEY, shown, UNKNOWN_KEY)]
  // P-521 is accepted, although the error text omits it
  const weak = strengthError(key, PUBLIC_KEY, 'P256 or P384')
  if (weak !== undefined) return [weak]
  const signed = {
    rawInfo: Buffer.from(podUID),
    signatureAlgorithm: PROOFS[key.algorithm],
    signature: proof,
  }
  return signatureProblem(signed, key) === undefined
    ? []
    : [invalidUnshown(PROOF, 'could not verify proof-of-possession signature')]
}

export const keyErrors = (
  { release }: RequestContext,
  spec: PodCertificateRequestSpec,
): FieldError[] => {
  if (!release.has('StubRequests')) return keyAndProofErrors(spec)
  const [hasStub, hasKey, hasProof] = [
    spec.stubPKCS10Request,
    spec.pkixPublicKey,
    spec.proofOfPossession,
  ].map((value) => (value ?? '') !== '')
  if (hasStub === true && hasKey === false && hasProof === false) return stubErrors(spec)
  if (hasStub === false && hasKey === true && hasProof === true) return keyAndProofErrors(spec)
  return [
    invalidUnshown(
      SPEC,
      'exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set',
    ),
  ]
}

/** Returns undefined if the key cannot be parsed. */
export const requestedKey = ({
  stubPKCS10Request: stub,
  pkixPublicKey,
}: PodCertificateRequestSpec): PublicKey | undefined =>
  ifReadable(() =>
    stub
      ? parseCertificateRequest(bytesOf(stub)).publicKey
      : parsePkixPublicKey(bytesOf(pkixPublicKey)),
  )
