import { grantedSeconds } from '../../ca/policy.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { lifetimeText } from '../time.ts'

const SHORTEST = 600

export const lifetime: Hint<CreateFacts> = {
  id: 'lifetime',
  page: PAGES.requests,
  says: ({ csr: { spec }, cluster }) => {
    const { expirationSeconds: asked } = spec
    if (asked === undefined) return undefined
    if (asked < SHORTEST) {
      return {
        text: `expirationSeconds counts seconds, and ${asked} is less than the ${SHORTEST} that are the least. Write ${SHORTEST} for ten minutes, 86400 for a day, or leave it out for the signer's own choice.`,
      }
    }
    const granted = grantedSeconds(asked, cluster.maximumSeconds)
    if (granted >= asked || !cluster.signers.has(spec.signerName)) return undefined
    return {
      text: `you ask for ${lifetimeText(asked)}, but the signer gives ${lifetimeText(granted)} at most (expirationSeconds ${granted}): the certificate will be shorter, without an error.`,
    }
  },
}
