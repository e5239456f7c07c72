import { fingerprint, parseCertificate, type Certificate } from './certificate.ts'
import { type ChainCheck, chainCheck } from './certificate-chain.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { X509Error } from './errors.ts'
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

interface Client {
  readonly leaf: Certificate
  readonly check: ChainCheck
  /** set once a chain was valid */
  identity?: ClientIdentity
}

/** Cache for one set of CAs. */
interface Memory {
  /** by connection */
  readonly shown: WeakMap<ShownCertificates, Client | ClientCertificateError>
  /** latest valid ones by fingerprint of the leaf, for resumed sessions */
  readonly leaves: Map<string, Client>
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

const clientOf = (
  { certificate, chain, isResumed = false }: ShownCertificates,
  authorities: readonly Certificate[],
  { leaves }: Memory,
): Client | ClientCertificateError => {
  const known = isResumed ? leaves.get(fingerprint(certificate)) : undefined
  if (known) return known
  try {
    const leaf = parse(certificate)
    return { leaf, check: chainCheck(leaf, chain.map(parse), authorities) }
  } catch (error) {
    if (error instanceof ClientCertificateError) return error
    throw error
  }
}

const remember = ({ leaves }: Memory, fingerprintHex: string, client: Client): void => {
  leaves.delete(fingerprintHex)
  if (leaves.size >= REMEMBERED) leaves.delete(leaves.keys().next().value!)
  leaves.set(fingerprintHex, client)
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
 * Runs on every request. Signatures are checked once per `shown` and `authorities` (by reference),
 * dates each time.
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
  let client = memory.shown.get(shown)
  if (!client) {
    client = clientOf(shown, authorities, memory)
    memory.shown.set(shown, client)
  }
  if (client instanceof ClientCertificateError) throw client
  client.check(now)
  const identity = (client.identity ??= identityOf(client.leaf))
  const { fingerprintHex } = identity
  if (memory.leaves.get(fingerprintHex) !== client) remember(memory, fingerprintHex, client)
  return identity
}
