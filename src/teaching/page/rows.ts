import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { badRequest } from '../../apimachinery/status.ts'
import { type DecodedRequest, decodedRequest } from '../doctor/decoded.ts'
import { requestIn } from '../hints/key-of.ts'
import { isUnserved, predictedProblem, signerCure } from '../hints/signer-advice.ts'
import { reviewCard } from '../hints/review-card.ts'
import type { HintWords } from '../words/words.ts'
import type { AsUser, PageParts } from './parts.ts'
import { visibleBindings } from './visible-bindings.ts'

export interface InboxRow {
  readonly uid: string
  /** undefined if unreadable */
  readonly request?: DecodedRequest
  /** arguments against approval */
  readonly flags: readonly string[]
  /** harmless facts */
  readonly notes: readonly string[]
  /** whether no running signer has the requested name */
  readonly hasNoSigner: boolean
}

const isRequest = (item: unknown): item is CertificateSigningRequest => {
  const { metadata, spec } = (item ?? {}) as Partial<CertificateSigningRequest>
  return typeof metadata?.uid === 'string' && typeof spec?.signerName === 'string'
}

/** Rejects with a 400 StatusError if `items` is not a list of CSRs. */
export const rowsOf = async (
  requester: AsUser,
  items: unknown,
  { maximumSeconds, ...parts }: Pick<PageParts, 'maximumSeconds' | 'signers'>,
  say: HintWords,
): Promise<InboxRow[]> => {
  if (!Array.isArray(items) || !items.every(isRequest))
    throw badRequest('items: a list of CertificateSigningRequests')
  const signers = new Set(parts.signers)
  const view = { rbac: await visibleBindings(requester), maximumSeconds }
  return items.map((csr) => {
    const request = requestIn(csr)
    const unmet = predictedProblem(csr)
    const { signerName } = csr.spec
    const hasNoSigner = isUnserved(signerName, signers)
    const card = reviewCard(csr, view, say)
    return {
      uid: csr.metadata.uid!,
      ...(request && { request: decodedRequest(request) }),
      flags: [
        ...(hasNoSigner
          ? [
              signerCure(say.noSignerHere(signerName), csr, signers, { canReplace: false, say })
                .text,
            ]
          : []),
        ...(card?.flags ?? []),
        ...(unmet === undefined ? [] : [`${say.willFail(unmet.problem)}.`]),
      ],
      notes: card?.notes ?? [],
      hasNoSigner,
    }
  })
}
