import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { isUnserved, signerCure } from '../signer-names.ts'

/** Accepted, approved, and then nothing: the API cannot know which signers there are. */
export const signerUnserved: Hint<CreateFacts> = {
  id: 'signer-unserved',
  page: PAGES.signers,
  says: ({ csr: { spec }, name, sent, cluster: { signers } }) =>
    isUnserved(spec.signerName, signers)
      ? signerCure(`no signer in this cluster handles ${spec.signerName}`, {
          name,
          sent,
          signerName: spec.signerName,
          signers,
          why: 'An approved request stays Approved and never gets a certificate.',
        })
      : undefined,
}
