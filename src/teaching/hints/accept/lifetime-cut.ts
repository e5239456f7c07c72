import { grantedSeconds } from '../../../ca/policy.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { lifetimeText } from '../time.ts'

/** More than the signer gives: no error anywhere, and a certificate that ends sooner than expected. */
export const lifetimeCut: Hint<CreateFacts> = {
  id: 'lifetime-cut',
  page: PAGES.requests,
  says: ({ csr: { spec }, cluster }) => {
    const { expirationSeconds: asked, signerName } = spec
    if (typeof asked !== 'number' || !cluster.signers.has(signerName)) return undefined
    const granted = grantedSeconds(asked, cluster.maximumSeconds)
    return granted < asked
      ? {
          text: `you ask for ${lifetimeText(asked)}, but the signer gives ${lifetimeText(granted)} at most (expirationSeconds: ${granted}).`,
          why: 'The certificate will be shorter, without an error.',
        }
      : undefined
  },
}
