import { append } from '../apimachinery/append.ts'
import { certificateSignatureProblem, type Certificate } from './certificate.ts'
import { KEY_USAGE } from './usages.ts'

/**
 * As many signatures are checked in search of what leads from a certificate to a trusted CA. Go checks up to 100 in its search; here
 * no two certificates are held against each other twice, so that these do for more than a handshake can carry.
 */
const SIGNATURE_LIMIT = 32

/** Who signed whom, as far as that can be of use. */
export interface SignedBy {
  /** of a certificate those that signed it, trusted CAs first; each of them leads to a trusted CA by signatures */
  readonly signers: ReadonlyMap<Certificate, readonly Certificate[]>
  /** whether there was more to check than is checked */
  readonly gaveUp: boolean
}

/** Whether a certificate's key may sign others (Go's `CheckSignatureFrom`, RFC 5280, 4.2.1.9 and 4.2.1.3). */
const maySign = ({ version, basicConstraints, keyUsage, publicKey }: Certificate): boolean =>
  (basicConstraints?.isCa ?? version < 3) &&
  (keyUsage === 0 || (keyUsage & KEY_USAGE.keyCertSign) !== 0) &&
  publicKey.algorithm !== undefined

const haveSameKeyId = (child: Certificate, issuer: Certificate): boolean =>
  (child.authorityKeyIdentifier ?? NO_KEY_ID).equals(issuer.subjectKeyIdentifier ?? NO_KEY_ID)

const NO_KEY_ID = Buffer.alloc(0)

const byName = (
  certificates: readonly Certificate[],
  nameOf: (certificate: Certificate) => Buffer,
): Map<string, Certificate[]> => {
  const found = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const name = nameOf(certificate).toString('latin1')
    const same = found.get(name)
    if (same) same.push(certificate)
    else found.set(name, [certificate])
  }
  return found
}

/** The certificates that stand above the leaf by their names, and the leaf. */
const ancestors = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
): readonly Certificate[] => {
  const bySubject = byName(intermediates, ({ rawSubject }) => rawSubject)
  const found = [leaf]
  // the list grows while it is walked
  for (const { rawIssuer } of found) {
    const name = rawIssuer.toString('latin1')
    append(found, bySubject.get(name) ?? [])
    bySubject.delete(name)
  }
  return found
}

/**
 * Finds out by signatures which certificates lead from a leaf to a trusted CA.
 *
 * From above: only whom a trusted CA has signed, itself or through others, has its key used. So a stranger, whom none has signed,
 * chooses neither the size nor the number of the keys that are worked with. Go goes from below, with the same result.
 *
 * @param intermediates that might be of use, in any order, none of them twice
 * @param authorities the trusted CAs
 */
export const findSigners = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
  authorities: readonly Certificate[],
): SignedBy => {
  const signers = new Map<Certificate, Certificate[]>()
  const byIssuer = byName(ancestors(leaf, intermediates), ({ rawIssuer }) => rawIssuer)
  const verified = authorities.filter(maySign)
  const reached = new Set<Certificate>()
  let left = SIGNATURE_LIMIT
  // the list grows while it is walked
  for (const issuer of verified) {
    const children = byIssuer.get(issuer.rawSubject.toString('latin1')) ?? []
    const [likely, unlikely] = [true, false].map((same) =>
      children.filter((child) => haveSameKeyId(child, issuer) === same),
    )
    for (const child of [...likely!, ...unlikely!]) {
      if (child === issuer) continue
      if (left-- === 0) return { signers, gaveUp: true }
      if (certificateSignatureProblem(child, issuer)) continue
      signers.set(child, [...(signers.get(child) ?? []), issuer])
      if (child === leaf || reached.has(child) || !maySign(child)) continue
      reached.add(child)
      verified.push(child)
    }
  }
  return { signers, gaveUp: false }
}
