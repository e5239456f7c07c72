import { createHash } from 'node:crypto'
import { fingerprint, parseCertificate, type Certificate } from './certificate.ts'
import { ChainSearch } from './certificate-chain.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { readOr } from './errors.ts'
import { OID } from './oid.ts'

/** Subject of a client certificate. */
export interface ClientIdentity {
  /** '' when the subject has none: then the certificate names no user */
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly uid: string | undefined
  /** SHA-256 of the certificate in lower-case hexadecimal */
  readonly fingerprintHex: string
}

/** Certificates of one TLS client, which has proved possession of the key of `certificate`. */
export interface ShownCertificates {
  readonly certificate: Buffer
  /** other certificates that the client sent, DER, in any order */
  readonly chain: readonly Buffer[]
  /** whether the TLS session was resumed, which omits the chain; default: no */
  readonly isResumed?: boolean
}

/** Leaf certificates cached for each set of CAs, 11 KB each; the oldest is evicted first. */
const REMEMBERED = 1000

/** Largest RSA key that Go's TLS accepts (crypto/tls, handshake_client.go). */
const MAX_RSA_BITS = 8192

/** Search for a chain, and its cached results. */
interface CachedSearch {
  readonly search: ChainSearch
  readonly chainKey: string
  identity?: ClientIdentity
}

/** Cache for one set of CAs. */
interface Memory {
  /** by connection */
  readonly shown: WeakMap<ShownCertificates, CachedSearch | ClientCertificateError>
  /** latest valid ones by fingerprint of the leaf */
  readonly leaves: Map<string, CachedSearch>
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

/** @throws ClientCertificateError with Go's text where Go's TLS handshake would fail */
const parse = (der: Buffer): Certificate => {
  const certificate = readOr(
    () => parseCertificate(der),
    (problem) => {
      throw malformed(`tls: failed to parse client certificate: ${problem}`)
    },
  )
  const { algorithm, bits } = certificate.publicKey
  if (algorithm === 'RSA' && bits > MAX_RSA_BITS)
    throw malformed(
      `tls: client sent certificate containing RSA key larger than ${MAX_RSA_BITS} bits`,
    )
  return certificate
}

/** Cache key of a chain; '' for none. */
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
): CachedSearch | ClientCertificateError => {
  const known = leaves.get(fingerprint(certificate))
  const chainKey = keyOfChain(chain)
  // a new chain must itself lead to a CA: a real server caches no chains
  if (known && (isResumed || known.chainKey === chainKey) && !known.search.problem(now))
    return known
  try {
    return {
      search: new ChainSearch(parse(certificate), chain.map(parse), authorities),
      chainKey,
    }
  } catch (error) {
    if (error instanceof ClientCertificateError) return error
    throw error
  }
}

const remember = ({ leaves }: Memory, fingerprintHex: string, cached: CachedSearch): void => {
  leaves.delete(fingerprintHex)
  if (leaves.size >= REMEMBERED) leaves.delete(leaves.keys().next().value!)
  leaves.set(fingerprintHex, cached)
}

/** Returns the subject's uid; throws if there are several or it is empty (Kubernetes 1.33). */
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
 * Verifies a TLS client's certificate and returns its identity, as the API server's x509
 * authenticator does.
 *
 * Runs on every request. Signatures are checked once per `shown` and `authorities` (by reference)
 * and not again for a cached leaf with the same chain; then the same object is returned. Dates are
 * checked each time.
 *
 * @param authorities trusted CAs
 * @param now milliseconds since the epoch
 * @throws ClientCertificateError
 */
export const verifyClientCertificate = (
  shown: ShownCertificates,
  authorities: readonly Certificate[],
  now: number,
): ClientIdentity => {
  const memory = memoryOf(authorities)
  let cached = memory.shown.get(shown)
  if (!cached) {
    cached = searchFor(shown, authorities, memory, now)
    memory.shown.set(shown, cached)
  }
  if (cached instanceof ClientCertificateError) throw cached
  const problem = cached.search.problem(now)
  if (problem) throw problem
  const identity = (cached.identity ??= identityOf(cached.search.leaf))
  const { fingerprintHex } = identity
  if (memory.leaves.get(fingerprintHex) !== cached) remember(memory, fingerprintHex, cached)
  return identity
}
