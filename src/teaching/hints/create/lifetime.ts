import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { SHORTEST_SECONDS } from '../lifetime-words.ts'
import { PAGES } from '../pages.ts'

export const lifetime: Hint<CreateFacts> = {
  id: 'lifetime',
  page: PAGES.requests,
  says: ({ csr }) => {
    const { expirationSeconds: asked } = csr.spec
    // a manifest that is looked at may hold a word there
    return typeof asked !== 'number' || asked >= SHORTEST_SECONDS
      ? undefined
      : {
          text: `expirationSeconds counts seconds, and ${asked} is less than the ${SHORTEST_SECONDS} that are the least.`,
          mend: `Write ${SHORTEST_SECONDS} for ten minutes, 86400 for a day, or leave it out.`,
        }
  },
}
