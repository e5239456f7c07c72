import type { Clock } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from './authority.ts'
import { ipBytes } from './sans.ts'
import { exportKey, generateKey, spkiOf } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { validityFor } from './policy.ts'
import { keyPurposes } from './usages.ts'

export interface NewIdentity {
  clock: Clock
  commonName: string
  organizations?: readonly string[]
  uid?: string
  sans?: { dns?: readonly string[]; ip?: readonly string[] }
  usages: readonly string[]
  /** shortened if the CA expires earlier */
  seconds: number
  /** the validity starts at or before this time, milliseconds since the epoch */
  validSince?: number
}

export interface Identity {
  certificatePem: string
  keyPem: string
}

/**
 * Makes a P-256 key and its certificate.
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
    validSince = Infinity,
  } = identity
  const { notBefore, notAfter } = validityFor(seconds, clock.now(), authority.notAfter)
  const key = await generateKey('p256')
  const certificatePem = await authority.issue({
    ...keyPurposes(usages),
    notBefore: Math.min(notBefore, validSince),
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
