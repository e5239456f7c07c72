import { createHash } from 'node:crypto'
import { withCache } from '../apimachinery/with-cache.ts'
import { type Certificate, fingerprint, parseCertificate } from './certificate.ts'
import { readOr } from './errors.ts'
import { OID } from './oid.ts'
import { ChainSearch, ClientCertificateError } from './verify.ts'

export interface ClientIdentity {
  /** '': the certificate names no user */
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly uid: string | undefined
  readonly fingerprintHex: string
}

/** Certificates of a TLS client, which has proved possession of the key of `certificate`. */
export interface ShownCertificates {
  readonly certificate: Buffer
  /** DER, in any order */
  readonly chain: readonly Buffer[]
  /** a resumed TLS session omits the chain */
  readonly isResumed?: boolean
}

/** Maximum number of cached leaves, 11 KB each. */
const REMEMBERED = 1000

/** Largest RSA key that Go's TLS accepts (crypto/tls, handshake_client.go). */
const MAX_RSA_BITS = 8192

interface CachedSearch {
  readonly search: ChainSearch
  readonly chainKey: string
  identity?: ClientIdentity
}

interface Memory {
  /** by connection */
  readonly shown: WeakMap<ShownCertificates, CachedSearch | ClientCertificateError>
  /** by fingerprint, oldest first */
  readonly leaves: Map<string, CachedSearch>
}

const memoryOf = withCache((_authorities: readonly Certificate[]): Memory => ({
  shown: new WeakMap(),
  leaves: new Map(),
}))

const malformed = (message: string): ClientCertificateError =>
  new ClientCertificateError('malformed', message)

/** @throws ClientCertificateError with the text of Go's TLS handshake */
const parse = (der: Buffer): Certificate => {
  const certificate = readOr(
    () => parseCertificate(der),
    (problem) => {
      throw malformed(`tls: failed to parse client certificate: ${problem}`)
    },
  )
  const { bits } = certificate.publicKey
  if (bits !== undefined && bits > MAX_RSA_BITS)
    throw malformed(
      `tls: client sent certificate containing RSA key larger than ${MAX_RSA_BITS} bits`,
    )
  return certificate
}

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
  // a new chain is verified even for a known leaf, since a real server caches no chains
  if (known && (isResumed || known.chainKey === chainKey) && !known.search.problemAt(now))
    return known
  try {
    const leaf = parse(certificate)
    return { search: new ChainSearch(leaf, chain.map(parse), authorities), chainKey }
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

/** @throws ClientCertificateError for several uids or an empty one (Kubernetes 1.33) */
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
 * Verifies a TLS client's certificate as the API server's x509 authenticator does.
 *
 * Runs on every request: signatures are checked once per `shown` and `authorities` (by reference),
 * dates each time. A cached leaf with an equal chain yields the same identity object.
 *
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
  const problem = cached.search.problemAt(now)
  if (problem) throw problem
  const identity = (cached.identity ??= identityOf(cached.search.leaf))
  const { fingerprintHex } = identity
  if (memory.leaves.get(fingerprintHex) !== cached) remember(memory, fingerprintHex, cached)
  return identity
}
