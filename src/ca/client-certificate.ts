import { createHash } from 'node:crypto'
import { fingerprint, parseCertificate, type Certificate } from './certificate.ts'
import { ChainSearch, type Span } from './certificate-chain.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { X509Error } from './errors.ts'
import { OID } from './oid.ts'

/** Whom a client certificate names. */
export interface ClientIdentity {
  /** '' when the subject has none: then the certificate names nobody */
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly uid: string | undefined
  /** SHA-256 of the certificate in lower-case hexadecimal */
  readonly fingerprintHex: string
}

/** What a TLS client showed: of its first certificate it proved to have the key. */
export interface ShownCertificates {
  /** DER */
  readonly certificate: Buffer
  /** what it sent beside it, DER, in any order */
  readonly chain: readonly Buffer[]
  /** whether it resumed a TLS session, which brings the leaf without its chain; default: no */
  readonly isResumed?: boolean
}

/** As many leaves are remembered for a set of CAs; the oldest is forgotten first. */
const REMEMBERED = 1000

/** Bits of an RSA key above which Go's TLS ends the handshake (crypto/tls, handshake_client.go). */
const MAX_RSA_BITS = 8192

/** What came of a certificate that counted. All that was read of it and of those above it, 11 KB, may go. */
class Verified {
  readonly identity: ClientIdentity
  /** of the chain that was sent with the leaf */
  readonly chainKey: string
  readonly #from: number
  readonly #until: number
  /** what has the intermediates, which a resumed TLS session does not bring; undefined where there was none */
  readonly search: ChainSearch | undefined

  constructor(
    identity: ClientIdentity,
    chainKey: string,
    { from, until }: Span,
    search: ChainSearch,
  ) {
    this.identity = identity
    this.chainKey = chainKey
    this.#from = from
    this.#until = until
    this.search = search.hasIntermediates ? search : undefined
  }

  /** Whether it is still so, at this time in milliseconds since the epoch. */
  holds(now: number): boolean {
    return now >= this.#from && now < this.#until
  }
}

/** What is known already, for one set of CAs. */
interface Memory {
  /** what came of each connection's certificates */
  readonly shown: WeakMap<ShownCertificates, Verified | ChainSearch | ClientCertificateError>
  /** those that counted last, by the fingerprint of their leaf */
  readonly leaves: Map<string, Verified>
}

const memories = new WeakMap<readonly Certificate[], Memory>()

const memoryOf = (authorities: readonly Certificate[]): Memory => {
  const known = memories.get(authorities)
  if (known) return known
  const memory: Memory = { shown: new WeakMap(), leaves: new Map() }
  memories.set(authorities, memory)
  return memory
}

const malformed = (message: string): ClientCertificateError =>
  new ClientCertificateError('malformed', message)

/** @throws ClientCertificateError for what Go's TLS ends the handshake for, with its text */
const parse = (der: Buffer): Certificate => {
  let certificate: Certificate
  try {
    certificate = parseCertificate(der)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    throw malformed(`tls: failed to parse client certificate: ${error.message}`)
  }
  const { algorithm, bits } = certificate.publicKey
  if (algorithm === 'RSA' && bits > MAX_RSA_BITS)
    throw malformed(
      `tls: client sent certificate containing RSA key larger than ${MAX_RSA_BITS} bits`,
    )
  return certificate
}

const isGood = (search: ChainSearch, now: number): boolean => {
  try {
    search.at(now)
    return true
  } catch (error) {
    if (error instanceof ClientCertificateError) return false
    throw error
  }
}

/** Equal for equal chains; '' for none. */
const keyOfChain = (chain: readonly Buffer[]): string => {
  if (chain.length === 0) return ''
  const hash = createHash('sha256')
  for (const der of chain) hash.update(der)
  return hash.digest('base64')
}

const searchFor = (
  { certificate, chain, isResumed = false }: ShownCertificates,
  authorities: readonly Certificate[],
  { leaves }: Memory,
  now: number,
): Verified | ChainSearch | ClientCertificateError => {
  const known = leaves.get(fingerprint(certificate))
  // another chain has to lead to a CA by itself, since a real server remembers none
  if (known && (isResumed || known.chainKey === keyOfChain(chain))) {
    if (known.holds(now)) return known
    if (known.search && isGood(known.search, now)) return known.search
  }
  try {
    return new ChainSearch(parse(certificate), chain.map(parse), authorities)
  } catch (error) {
    if (error instanceof ClientCertificateError) return error
    throw error
  }
}

const remember = ({ leaves }: Memory, verified: Verified): void => {
  const { fingerprintHex } = verified.identity
  leaves.delete(fingerprintHex)
  if (leaves.size >= REMEMBERED) leaves.delete(leaves.keys().next().value!)
  leaves.set(fingerprintHex, verified)
}

/** The uid in a subject: at most one, which is not empty (Kubernetes 1.33). */
const uidOf = ({ subject }: Certificate): string | undefined => {
  const uids = subject.rdns.flat().filter(({ type }) => type === OID.kubernetesUid)
  if (uids.length > 1) {
    const list = uids.map(({ text }) => text).join(' ')
    throw new ClientCertificateError('bad-uid', `expected 1 UID, but found multiple: [${list}]`)
  }
  const uid = uids[0]
  if (uid?.text === '') throw new ClientCertificateError('bad-uid', 'UID cannot be an empty string')
  return uid?.text
}

const identityOf = (leaf: Certificate): ClientIdentity => {
  const { commonName, organizations } = leaf.subject
  return {
    commonName,
    organizations,
    uid: commonName === '' ? undefined : uidOf(leaf),
    fingerprintHex: fingerprint(leaf.raw),
  }
}

/**
 * Verifies the certificate of a TLS client and reads whom it names, as the API server's x509 authenticator does.
 *
 * Each request asks, and equal certificates are answered with the same object. Signatures are checked once for an object `shown`
 * and an array of CAs (the same, not equal ones), and not again for a leaf that counted before with the same chain; dates are
 * checked each time.
 *
 * @param authorities the CAs that are trusted, whatever signed them
 * @param now milliseconds since the epoch
 * @throws ClientCertificateError
 */
export const verifyClientCertificate = (
  shown: ShownCertificates,
  authorities: readonly Certificate[],
  now: number,
): ClientIdentity => {
  const memory = memoryOf(authorities)
  let found = memory.shown.get(shown)
  if (!found || (found instanceof Verified && !found.holds(now))) {
    found = searchFor(shown, authorities, memory, now)
    memory.shown.set(shown, found)
  }
  if (found instanceof ClientCertificateError) throw found
  if (found instanceof Verified) return found.identity
  const { chain, ...span } = found.at(now)
  const verified = new Verified(identityOf(chain[0]), keyOfChain(shown.chain), span, found)
  memory.shown.set(shown, verified)
  remember(memory, verified)
  return verified.identity
}
