import { LEGACY_UNKNOWN_SIGNER } from '../../../apis/certificates.ts'
import { FieldPath } from '../../../apimachinery/field.ts'
import { validateSignerName } from '../../../apimachinery/signer-name.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { meantSigner } from '../signer-names.ts'

const PATH = FieldPath.of('spec', 'signerName')
const CLIENT = 'kubernetes.io/kube-apiserver-client'

/** What the name has that none may have, in words. */
const faultOf = (signerName: string): string => {
  if (signerName === LEGACY_UNKNOWN_SIGNER)
    return `${LEGACY_UNKNOWN_SIGNER} cannot be asked for any more since certificates.k8s.io/v1`
  if (!signerName.includes('/')) return 'the name of a signer begins with its domain and a slash'
  if (signerName.includes('_')) return 'the name of a signer has hyphens and no underscores'
  if (/[A-Z]/.test(signerName)) return 'the name of a signer has no capital letters'
  return 'the name of a signer is a domain, a slash, and a name of small letters, digits and hyphens'
}

/** A name that the API refuses: no domain, other letters, or the signer of v1beta1. */
export const signerMalformed: Hint<CreateFacts> = {
  id: 'signer-malformed',
  page: PAGES.signers,
  says: ({ csr: { spec }, cluster: { signers } }) => {
    const { signerName } = spec
    if (typeof signerName !== 'string' || signerName === '') return undefined
    const isRefused =
      signerName === LEGACY_UNKNOWN_SIGNER || validateSignerName(signerName, PATH).length > 0
    if (!isRefused) return undefined
    const meant = meantSigner(signerName, signers)
    return {
      text:
        meant === undefined
          ? `${faultOf(signerName)}, such as ${CLIENT}.`
          : `${faultOf(signerName)}: write ${meant}.`,
    }
  },
}
