import {
  certificateSignatureProblem,
  fingerprint,
  parseCertificate,
  type Certificate,
} from './certificate.ts'
import { X509Error } from './errors.ts'
import { hasNames } from './sans.ts'
import { OID } from './oid.ts'
import { formatGoTime } from './time.ts'
import { KEY_USAGE } from './usages.ts'

/** Whom a client certificate names. */
export interface ClientIdentity {
  /** '' when the subject has none: then the certificate names nobody */
  commonName: string
  organizations: string[]
  uid: string | undefined
  /** SHA-256 of the certificate in lower-case hexadecimal */
  fingerprintHex: string
}

export type ClientCertificateReason =
  'expired' | 'not-yet-valid' | 'unknown-ca' | 'no-client-usage' | 'malformed' | 'bad-uid'

/** Why a client certificate does not count. */
export class ClientCertificateError extends Error {
  override readonly name = 'ClientCertificateError'
  readonly reason: ClientCertificateReason

  constructor(reason: ClientCertificateReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** A leaf and what signed it, up to a CA that is trusted. */
type Chain = readonly [Certificate, ...Certificate[]]

/** As many chains are remembered for a set of CAs; the oldest is forgotten first. */
const REMEMBERED = 1000

/** How many signatures are checked in search of a chain. */
const SEARCH_LIMIT = 100

/** Verified chains by the fingerprint of their leaf, for each set of CAs. Dates are no part of what was verified. */
const remembered = new WeakMap<readonly Certificate[], Map<string, Chain>>()

const recall = (authorities: readonly Certificate[]): Map<string, Chain> => {
  const known = remembered.get(authorities) ?? new Map<string, Chain>()
  remembered.set(authorities, known)
  return known
}

const parse = (der: Buffer): Certificate => {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof X509Error) throw new ClientCertificateError('malformed', error.message)
    throw error
  }
}

/** Intermediates that cannot be read are left out: they might not be needed. */
const parseIntermediates = (chain: readonly Buffer[]): Certificate[] =>
  chain.flatMap((der) => {
    try {
      return [parse(der)]
    } catch {
      return []
    }
  })

/** Whether `issuer` may have certificates below it, `below` of them CAs. */
const maySign = (issuer: Certificate, below: number): boolean => {
  const { basicConstraints, keyUsage } = issuer
  if (!basicConstraints?.isCa || issuer.unhandledCritical.length > 0) return false
  if (keyUsage !== 0 && (keyUsage & KEY_USAGE.keyCertSign) === 0) return false
  return below <= (basicConstraints.maxPathLength ?? Infinity)
}

/** Finds a chain from the leaf to a trusted CA, by names first and signatures then. */
const findChain = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
  authorities: readonly Certificate[],
): Chain | undefined => {
  let checks = 0
  const search = (chain: Chain): Chain | undefined => {
    const last = chain.at(-1)!
    for (const issuer of [...authorities, ...intermediates]) {
      if (
        !issuer.rawSubject.equals(last.rawIssuer) ||
        chain.some(({ raw }) => raw.equals(issuer.raw))
      )
        continue
      // name constraints are not evaluated; without names in the leaf there is nothing for them to exclude
      if (!maySign(issuer, chain.length - 1) || (issuer.hasNameConstraints && hasNames(leaf.sans)))
        continue
      if (++checks > SEARCH_LIMIT || certificateSignatureProblem(last, issuer)) continue
      const longer: Chain = [...chain, issuer]
      const found = authorities.includes(issuer) ? longer : search(longer)
      if (found) return found
    }
    return undefined
  }
  if (leaf.unhandledCritical.length > 0) return undefined
  return authorities.some(({ raw }) => raw.equals(leaf.raw)) ? [leaf] : search([leaf])
}

const checkDates = (chain: Chain, now: number): void => {
  for (const { notBefore, notAfter } of chain) {
    const text = 'x509: certificate has expired or is not yet valid: current time'
    if (now < notBefore) {
      throw new ClientCertificateError(
        'not-yet-valid',
        `${text} ${formatGoTime(now)} is before ${formatGoTime(notBefore)}`,
      )
    }
    if (now > notAfter) {
      throw new ClientCertificateError(
        'expired',
        `${text} ${formatGoTime(now)} is after ${formatGoTime(notAfter)}`,
      )
    }
  }
}

/** Whether a certificate may be used by clients, or its issuer may issue such: it says so, or does not say what it is for. */
const allowsClients = ({ extKeyUsage = [] }: Certificate): boolean =>
  extKeyUsage.length === 0 ||
  extKeyUsage.includes(OID.clientAuth) ||
  extKeyUsage.includes(OID.anyExtendedKeyUsage)

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

/**
 * Verifies the certificate of a TLS client and reads whom it names, as the API server's x509 authenticator does.
 *
 * Asked at each request: a chain is verified once for a leaf and an array of CAs (the same array, not an equal one), its dates each
 * time.
 *
 * @param leafDer the certificate that the client proved to have the key of
 * @param chainDer what the client sent beside it
 * @param authorities the CAs that are trusted, whatever signed them
 * @param now milliseconds since the epoch
 * @throws ClientCertificateError
 */
export const verifyClientCertificate = (
  leafDer: Buffer,
  chainDer: readonly Buffer[],
  authorities: readonly Certificate[],
  now: number,
): ClientIdentity => {
  const fingerprintHex = fingerprint(leafDer)
  const known = recall(authorities)
  let chain = known.get(fingerprintHex)
  if (!chain) {
    const leaf = parse(leafDer)
    checkDates([leaf], now)
    chain = findChain(leaf, parseIntermediates(chainDer), authorities)
    if (!chain)
      throw new ClientCertificateError(
        'unknown-ca',
        'x509: certificate signed by unknown authority',
      )
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value!)
    known.set(fingerprintHex, chain)
  }
  checkDates(chain, now)
  if (!chain.every(allowsClients)) {
    throw new ClientCertificateError(
      'no-client-usage',
      'x509: certificate specifies an incompatible key usage',
    )
  }
  const [leaf] = chain
  const { commonName, organizations } = leaf.subject
  return {
    commonName,
    organizations,
    uid: commonName === '' ? undefined : uidOf(leaf),
    fingerprintHex,
  }
}
