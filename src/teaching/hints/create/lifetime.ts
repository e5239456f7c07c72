import type { CreateHint } from '../facts.ts'
import { SHORTEST_SECONDS } from '../lifetime-words.ts'

export const lifetime: CreateHint = {
  id: 'lifetime',
  page: 'requests',
  says: ({ csr }) => {
    const { expirationSeconds: asked } = csr.spec
    // an unchecked manifest may hold a string
    return typeof asked !== 'number' || asked >= SHORTEST_SECONDS
      ? undefined
      : {
          text: `expirationSeconds is in seconds, and ${asked} is below the minimum of ${SHORTEST_SECONDS}.`,
          mend: `Write ${SHORTEST_SECONDS} for ten minutes, 86400 for a day, or leave it out.`,
        }
  },
}
