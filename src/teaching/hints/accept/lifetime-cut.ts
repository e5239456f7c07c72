import { grantedSeconds } from '../../../ca/policy.ts'
import type { CreateHint } from '../facts.ts'
import { lifetimeText } from '../time.ts'

/** The signer will silently shorten the certificate's lifetime. */
export const lifetimeCut: CreateHint = {
  id: 'lifetime-cut',
  page: 'requests',
  says: ({ csr: { spec }, cluster }) => {
    const { expirationSeconds: asked, signerName } = spec
    if (typeof asked !== 'number' || !cluster.signers.has(signerName)) return undefined
    const granted = grantedSeconds(asked, cluster.maximumSeconds)
    return granted < asked
      ? {
          text: `you ask for ${lifetimeText(asked)}, but the signer gives ${lifetimeText(granted)} at most (expirationSeconds: ${granted}).`,
          why: 'The certificate will expire earlier, without an error.',
        }
      : undefined
  },
}
