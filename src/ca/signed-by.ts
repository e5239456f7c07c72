import { append } from '../apimachinery/append.ts'
import type { Certificate } from './certificate.ts'
import { signatureProblem } from './signature.ts'
import { KEY_USAGE_BITS } from './usages.ts'

/** Maximum signature checks in one search. Go allows 100, but may repeat a check. */
const SIGNATURE_LIMIT = 32

export interface SignedBy {
  /** for each certificate, the signers that lead to a trusted CA; trusted CAs first */
  readonly signers: ReadonlyMap<Certificate, readonly Certificate[]>
  readonly gaveUp: boolean
}

/** Go's `CheckSignatureFrom` (RFC 5280, 4.2.1.9 and 4.2.1.3) */
const maySign = ({ version, basicConstraints, keyUsage, publicKey }: Certificate): boolean =>
  (basicConstraints?.isCa ?? version < 3) &&
  (keyUsage === 0 || (keyUsage & KEY_USAGE_BITS.keyCertSign) !== 0) &&
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

const ancestors = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
): readonly Certificate[] => {
  const bySubject = byName(intermediates, ({ rawSubject }) => rawSubject)
  const found = [leaf]
  // the list grows during iteration
  for (const { rawIssuer } of found) {
    const name = rawIssuer.toString('latin1')
    append(found, bySubject.get(name) ?? [])
    bySubject.delete(name)
  }
  return found
}

/**
 * Finds the certificates that lead from a leaf to a trusted CA. Searches downwards from the trusted
 * CAs, unlike Go, so that only keys certified by a trusted CA are used. A hostile client could send
 * many other keys, of any size.
 *
 * @param intermediates in any order, without duplicates
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
  // the list grows during iteration
  for (const issuer of verified) {
    const children = byIssuer.get(issuer.rawSubject.toString('latin1')) ?? []
    const [likely, unlikely] = [true, false].map((same) =>
      children.filter((child) => haveSameKeyId(child, issuer) === same),
    )
    for (const child of [...likely!, ...unlikely!]) {
      if (child === issuer) continue
      if (left-- === 0) return { signers, gaveUp: true }
      if (signatureProblem(child, issuer.publicKey)) continue
      signers.set(child, [...(signers.get(child) ?? []), issuer])
      if (child === leaf || reached.has(child) || !maySign(child)) continue
      reached.add(child)
      verified.push(child)
    }
  }
  return { signers, gaveUp: false }
}
