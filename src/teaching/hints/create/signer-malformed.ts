import { LEGACY_UNKNOWN_SIGNER } from '../../../apis/certificates.ts'
import { FieldPath } from '../../../apimachinery/field.ts'
import { validateSignerName } from '../../../apimachinery/signer-name.ts'
import type { CreateHint } from '../facts.ts'
import { intendedSigner } from '../signer-advice.ts'

const PATH = FieldPath.of('spec', 'signerName')
const CLIENT = 'kubernetes.io/kube-apiserver-client'

const faultOf = (signerName: string): string =>
  signerName === LEGACY_UNKNOWN_SIGNER
    ? `certificates.k8s.io/v1 does not accept ${LEGACY_UNKNOWN_SIGNER}`
    : 'a signer name is a domain, a slash, and a path of lower-case letters, digits, hyphens and dots'

export const signerMalformed: CreateHint = {
  id: 'signer-malformed',
  page: 'signers',
  says: ({ csr: { spec }, cluster: { signers } }) => {
    const { signerName } = spec
    if (typeof signerName !== 'string' || signerName === '') return undefined
    const isRefused =
      signerName === LEGACY_UNKNOWN_SIGNER || validateSignerName(signerName, PATH).length > 0
    if (!isRefused) return undefined
    const meant = intendedSigner(signerName, signers)
    return {
      text:
        meant === undefined
          ? `${faultOf(signerName)}, such as ${CLIENT}.`
          : `${faultOf(signerName)}: write ${meant}.`,
    }
  },
}
