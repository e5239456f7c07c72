import { type KeyObject, X509Certificate } from 'node:crypto'
import { type ClusterTime, realTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import { type Certificate, fingerprint, mayCertify, parseCertificate } from './certificate.ts'
import { caError, readOr, SigningError } from './errors.ts'
import type { CertificateTemplate, issuerOf } from './issue.ts'
import {
  exportKey,
  generateKey,
  type KeyNames,
  type KeyType,
  loadKey,
  type SigningKey,
  signingKeyOf,
} from './keys.ts'
import { asBeforeGo125, encodeName, textAttributes } from './name.ts'
import { decodePemBlocks, encodePem } from './pem.ts'
import { formatGoTime, validityFor, wholeSeconds } from './policy.ts'
import { type CertificateRequest, verifyRequestSignature } from './request.ts'
import { keyPurposes } from './usages.ts'

export interface Issuance {
  csr: CertificateRequest
  /** `spec.usages` */
  usages: readonly string[]
  durationSeconds: number
  /** milliseconds since the epoch */
  now: number
  /** SubjectPublicKeyInfo to certify instead of the request's */
  spki?: Buffer
  /** reads T61Strings as UTF-8, like Go before 1.25; default: as Latin-1 */
  t61AsUtf8?: boolean
}

/** Names in error texts, such as a flag and its file. */
interface AuthorityNames extends KeyNames {
  readonly certificate: string
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const DEFAULT_NAMES: AuthorityNames = { certificate: 'the CA certificate', key: 'the CA key' }

export class CertificateAuthority {
  readonly certificate: Certificate
  readonly certificatePem: string
  readonly fingerprint: string
  readonly #key: KeyObject
  readonly #signingKey: SigningKey
  #issue: Promise<ReturnType<typeof issuerOf>> | undefined
  readonly #entropy: Entropy

  /**
   * @param keyName name of the key in error texts
   * @throws CaError for a kind of key that cannot sign certificates
   */
  constructor(
    certificate: Certificate,
    key: KeyObject,
    entropy: Entropy,
    keyName: string = DEFAULT_NAMES.key,
  ) {
    this.certificate = certificate
    this.certificatePem = encodePem('CERTIFICATE', certificate.raw)
    this.fingerprint = fingerprint(certificate.raw)
    this.#key = key
    this.#signingKey = signingKeyOf(key, keyName)
    this.#entropy = entropy
  }

  /** milliseconds since the epoch */
  get notAfter(): number {
    return this.certificate.notAfter
  }

  get keyPem(): string {
    return exportKey(this.#key)
  }

  /**
   * Signs a certificate for a request as kube-controller-manager does: the subject is re-encoded,
   * and only the SANs of the requested extensions are used. The caller checks the approval.
   *
   * @returns one PEM block
   * @throws SigningError with the real signer's text
   */
  async issueForRequest(issuance: Issuance): Promise<string> {
    const { csr, usages, durationSeconds, now, spki = csr.publicKey.spki, t61AsUtf8 } = issuance
    const problem = verifyRequestSignature(csr)
    if (problem)
      throw new SigningError(`unable to verify certificate request signature: ${problem}`)
    const { keyUsage, extKeyUsage } = keyPurposes(usages)
    const { notBefore, notAfter } = validityFor(durationSeconds, now, this.notAfter)
    return this.issue({
      keyUsage,
      extKeyUsage,
      notBefore,
      notAfter,
      subject: rebuiltSubject(csr, t61AsUtf8),
      spki,
      sans: csr.sans,
    })
  }

  /** @returns one PEM block, with a random serial number */
  async issue(template: Omit<CertificateTemplate, 'serial'>): Promise<string> {
    // imported here because the ASN.1 packages load slowly
    this.#issue ??= import('./issue.ts').then(({ issuerOf }) =>
      issuerOf(this.#signingKey, this.certificate),
    )
    const issue = await this.#issue
    const der = await issue({ ...template, serial: this.#entropy.bytes(16) })
    return encodePem('CERTIFICATE', der)
  }
}

export interface StoredAuthority {
  certificatePem: Buffer | string
  /** PKCS #1, SEC 1 or PKCS #8, encrypted or not */
  keyPem: Buffer | string
  passphrase?: string | undefined
  names?: AuthorityNames
  /** milliseconds since the epoch */
  now: number
  entropy: Entropy
}

/**
 * @throws CaError if the input is unreadable or has several certificates, if the certificate is
 * expired or not a CA's, or if the key does not match or cannot sign certificates
 */
export const loadCertificateAuthority = ({
  certificatePem,
  keyPem,
  passphrase,
  names = DEFAULT_NAMES,
  now,
  entropy,
}: StoredAuthority): CertificateAuthority => {
  const certificate = loadCertificate(certificatePem, names.certificate)
  if (!mayCertify(certificate))
    throw caError(`${names.certificate} is not the certificate of a CA.`)
  if (now >= certificate.notAfter)
    throw caError(`${names.certificate} expired at ${formatGoTime(certificate.notAfter)}.`)
  const key = loadKey(keyPem, passphrase, names)
  if (!belongs(certificate, key))
    throw caError(`${names.key} does not belong to ${names.certificate}.`)
  return new CertificateAuthority(certificate, key, entropy, names.key)
}

interface NewAuthority {
  clock: ClusterTime
  entropy: Entropy
  commonName?: string
  keyType?: KeyType
  /** validity period in years of 365 days; default: 10 */
  years?: number
}

/**
 * Makes a root CA as `kubeadm init` does, valid since five minutes ago. The period includes both
 * the cluster's time and real time.
 */
export const createCertificateAuthority = async ({
  clock,
  entropy,
  commonName = 'kubernetes',
  keyType = 'rsa2048',
  years = 10,
}: NewAuthority): Promise<CertificateAuthority> => {
  // in parallel, since loading the module takes time too
  const [key, { selfSignedRoot }] = await Promise.all([generateKey(keyType), import('./issue.ts')])
  const times = [clock.now(), realTime(clock).now()]
  const begin = (time: number): number => wholeSeconds(time - 5 * MINUTE)
  const der = await selfSignedRoot({
    key,
    commonName,
    notBefore: begin(Math.min(...times)),
    notAfter: begin(Math.max(...times)) + years * 365 * DAY,
    serial: entropy.bytes(8),
  })
  return new CertificateAuthority(parseCertificate(der), key, entropy)
}

const rebuiltSubject = ({ subject }: CertificateRequest, t61AsUtf8 = false): Buffer => {
  const attributes = textAttributes(subject)
  return readOr(
    () => encodeName(t61AsUtf8 ? attributes.map(asBeforeGo125) : attributes),
    (problem) => {
      throw new SigningError(`failed to sign certificate: ${problem}`)
    },
  )
}

const loadCertificate = (pem: Buffer | string, name: string): Certificate => {
  const blocks = decodePemBlocks(pem).filter(({ type }) => type === 'CERTIFICATE')
  if (blocks.length === 0) throw caError(`${name} is not a certificate in PEM.`)
  if (blocks.length > 1)
    throw caError(`${name} holds ${blocks.length} certificates, but a CA has exactly one.`)
  return readOr(
    () => parseCertificate(blocks[0]!.der),
    (problem) => {
      throw caError(`${name} cannot be read: ${problem}.`)
    },
  )
}

const belongs = (certificate: Certificate, key: KeyObject): boolean => {
  try {
    return new X509Certificate(certificate.raw).checkPrivateKey(key)
  } catch {
    // OpenSSL rejects some certificates that Go accepts
    return false
  }
}
