import { CERTIFICATES_GROUP, KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import type { CertificateRequest } from '../../ca/request.ts'
import type { HintWords } from '../words/words.ts'
import type { CreateFacts, CreateHint, RefusedFacts, RefusedHint } from './facts.ts'
import type { HintText } from './hint.ts'

interface ClientHint extends Pick<CreateHint, 'id' | 'page'> {
  readonly says: (
    facts: CreateFacts & { readonly request: CertificateRequest },
    say?: HintWords,
  ) => HintText | undefined
}

/** Limits a hint to readable CSRs for the client signer: their subjects become users. */
export const onClients = ({ says, ...hint }: ClientHint): CreateHint => ({
  ...hint,
  says: (facts, say) => {
    const { csr, request } = facts
    return request !== undefined && csr.spec.signerName === KUBE_APISERVER_CLIENT_SIGNER
      ? says({ ...facts, request }, say)
      : undefined
  },
})

interface CsrRefusalHint extends Pick<RefusedHint, 'id' | 'page'> {
  readonly codes: readonly number[]
  readonly says: (facts: RefusedFacts) => HintText | undefined
}

/** Limits a hint to errors of the CSR API with one of `codes`. */
export const onRefusedCsr = ({ codes, says, ...hint }: CsrRefusalHint): RefusedHint => ({
  ...hint,
  says: (facts) =>
    codes.includes(facts.error.code) &&
    facts.apiGroup === CERTIFICATES_GROUP &&
    facts.resource === 'certificatesigningrequests'
      ? says(facts)
      : undefined,
})

/** codes for unreadable bodies; the second is for patches */
export const UNREADABLE = [400, 422]
