import { createPublicKey } from 'node:crypto'
import type { Clock } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from './authority.ts'
import { ipBytes } from './ip.ts'
import { exportKey, generateKey } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { validityFor } from './policy.ts'
import { keyPurposes } from './usages.ts'

export interface NewIdentity {
  clock: Clock
  commonName: string
  /** groups of a user */
  organizations?: readonly string[]
  /** uid of a user, carried by an attribute of the subject */
  uid?: string
  /** names of a server; addresses as text */
  sans?: { dns?: readonly string[]; ip?: readonly string[] }
  /** usages by their Kubernetes names */
  usages: readonly string[]
  /** how long, within the life of the CA */
  seconds: number
  /** a time from which on it is good if that is earlier than usual, milliseconds since the epoch */
  goodSince?: number
}

/** A certificate with its private key, both in PEM. */
export interface Identity {
  certificatePem: string
  keyPem: string
}

/**
 * Makes a key and a certificate for it without a request: for the server itself, the administrator, and users made in this process.
 *
 * @throws SigningError when the CA has expired or a usage is unknown
 * @throws TypeError for an IP address that is none
 */
export const issueIdentity = async (
  authority: CertificateAuthority,
  identity: NewIdentity,
): Promise<Identity> => {
  const {
    clock,
    commonName,
    organizations = [],
    uid,
    sans = {},
    usages,
    seconds,
    goodSince = Infinity,
  } = identity
  const { notBefore, notAfter } = validityFor(seconds, clock.now(), authority.notAfter)
  const key = await generateKey('p256')
  const certificatePem = await authority.issue({
    ...keyPurposes(usages),
    notBefore: Math.min(notBefore, goodSince),
    notAfter,
    subject: encodeName(
      [
        ...organizations.map((text) => ({ type: OID.organization, text })),
        { type: OID.commonName, text: commonName },
      ],
      uid === undefined ? [] : [{ type: OID.kubernetesUid, text: uid }],
    ),
    spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
    sans: { dns: [...(sans.dns ?? [])], ip: (sans.ip ?? []).map(ipBytes), email: [], uri: [] },
  })
  return { certificatePem, keyPem: exportKey(key) }
}
