import type { CreateHint } from '../facts.ts'
import { isUnserved, signerCure } from '../signer-advice.ts'

/** The API cannot know which signers exist, so it accepts any well-formed name. */
export const signerUnserved: CreateHint = {
  id: 'signer-unserved',
  page: 'signers',
  says: ({ csr, canReplace, cluster: { signers } }) =>
    isUnserved(csr.spec.signerName, signers)
      ? signerCure(`no signer in this cluster handles ${csr.spec.signerName}`, csr, signers, {
          canReplace,
          why: 'An approved request stays Approved and never gets a certificate.',
        })
      : undefined,
}
