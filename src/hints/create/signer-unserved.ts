import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { isUnserved, nearestSigner } from '../signer-names.ts'

/** Accepted, approved, and then nothing: the API cannot know which signers there are. */
export const signerUnserved: Hint<CreateFacts> = {
  id: 'signer-unserved',
  page: PAGES.signers,
  says: ({ csr: { spec }, cluster: { signers } }) => {
    if (!isUnserved(spec.signerName, signers)) return undefined
    const meant = nearestSigner(spec.signerName, signers)
    const nearestText = meant === undefined ? '' : ` Did you mean ${meant}?`
    return (
      `no signer in this cluster handles ${spec.signerName}, so an approved request stays Approved and never gets a certificate` +
      (meant === undefined ? ', unless a controller of your own signs it.' : `.${nearestText}`)
    )
  },
}
