import type { Clock } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from './authority.ts'
import { ipBytes } from './ip.ts'
import { exportKey, generateKey, spkiOf } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { validityFor } from './policy.ts'
import { keyPurposes } from './usages.ts'

export interface NewIdentity {
  clock: Clock
  commonName: string
  /** groups of a user */
  organizations?: readonly string[]
  /** uid of a user, in an attribute of the subject */
  uid?: string
  /** names of a server; addresses as text */
  sans?: { dns?: readonly string[]; ip?: readonly string[] }
  /** Kubernetes names */
  usages: readonly string[]
  /** duration; the certificate ends no later than the CA */
  seconds: number
  /** extends the validity back to this time, milliseconds since the epoch */
  goodSince?: number
}

/** Certificate and private key in PEM. */
export interface Identity {
  certificatePem: string
  keyPem: string
}

/**
 * Makes a key and a certificate without a request, such as the server's and the administrator's.
 *
 * @throws SigningError if the CA has expired or a usage is unknown
 * @throws TypeError for an invalid IP address
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
    spki: spkiOf(key),
    sans: { dns: [...(sans.dns ?? [])], ip: (sans.ip ?? []).map(ipBytes), email: [], uri: [] },
  })
  return { certificatePem, keyPem: exportKey(key) }
}
