import { KEY_USAGES } from '../../../ca/usages.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import type { CreateHint } from '../facts.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'

/** Corrects misspelt usages, such as `client-auth` or openssl's `clientAuth`. */
export const usagesUnknown: CreateHint = {
  id: 'usages-unknown',
  page: 'signers',
  says: ({ csr: { spec } }) => {
    for (const usage of spec.usages ?? []) {
      if (KEY_USAGES.includes(usage)) continue
      const meant = nearest(usage, KEY_USAGES)
      if (meant !== undefined)
        return { text: `there is no usage ${goQuote(usage)}: write ${goQuote(meant)}.` }
    }
    return undefined
  },
}
